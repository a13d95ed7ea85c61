using System.Text;
using Skybridge.CommandLine;
using Skybridge.Cryptography;

namespace Skybridge.Agent.Setup;

/// <summary>Where a secret comes from: a file, a variable, or whoever sits at the terminal. Never an argument.</summary>
static class SecretSource
{
    /// <summary>Reads it, in UTF-8, for the caller to dispose.</summary>
    /// <param name="terminal">Variables, and whom to ask.</param>
    /// <param name="file">The file; null when none was named.</param>
    /// <param name="variable">The variable; with <c>_FILE</c> after it, one that names a file.</param>
    /// <param name="question">What to ask, without a colon.</param>
    /// <param name="missing">The error where there is none.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<SecretBytes> ReadAsync(
        Terminal terminal, string? file, string variable, string question, OperatorException missing, CancellationToken cancellationToken)
    {
        if (file is not null)
            return new SecretBytes(Encoding.UTF8.GetBytes(SecretFile.Read(file, 1)));
        if (SecretVariable.Read(terminal.Environment, variable) is { } text)
            return new SecretBytes(Encoding.UTF8.GetBytes(text));
        if (!terminal.CanAsk)
            throw missing;

        var typed = await terminal.AskSecretAsync($"{question}: ", cancellationToken) ?? throw new OperationCanceledException("The input ended.");
        try
        {
            var secret = new SecretBytes(Encoding.UTF8.GetByteCount(typed));
            Encoding.UTF8.GetBytes(typed, secret.Span);
            return secret;
        }
        finally
        {
            typed.AsSpan().Clear();
        }
    }
}
