using System.Text;
using Skybridge.CommandLine;
using Skybridge.Cryptography;

namespace Skybridge.Agent.Setup.Talk;

/// <summary>A person at a terminal. Plain lines: no cursor is moved, so that dumb terminals and screen readers get everything.</summary>
sealed class TerminalConversation(Terminal terminal) : IConversation
{
    const int Least = 20;
    const int Most = 100;
    const int Usual = 80;

    public int Width => terminal.Width() switch
    {
        <= 0 => Usual,
        var width => Math.Clamp(width, Least, Most),
    };

    public void Write(string lines) => terminal.Error.WriteLine(lines);

    public async Task<string> AskAsync(string question, CancellationToken cancellationToken)
    {
        terminal.DropTypedAhead();
        await terminal.Error.WriteAsync(question);
        return await terminal.ReadLineAsync(cancellationToken) ?? throw new OperationCanceledException("The input ended.");
    }

    public async Task<SecretBytes> AskSecretAsync(string question, CancellationToken cancellationToken)
    {
        terminal.DropTypedAhead();
        var secret = await terminal.AskSecretAsync(question, cancellationToken) ?? throw new OperationCanceledException("The input ended.");
        try
        {
            var bytes = new SecretBytes(Encoding.UTF8.GetByteCount(secret));
            Encoding.UTF8.GetBytes(secret, bytes.Span);
            return bytes;
        }
        finally
        {
            secret.AsSpan().Clear();
        }
    }
}
