using Skybridge.Cryptography;

namespace Skybridge.Agent.Setup.Talk;

/// <summary>Somebody to ask: a terminal, or a test's script.</summary>
interface IConversation
{
    /// <summary>How many columns a line has.</summary>
    int Width { get; }

    /// <summary>Writes lines as they are.</summary>
    void Write(string lines);

    /// <summary>Asks for a line.</summary>
    /// <exception cref="OperationCanceledException">There is nobody any more.</exception>
    Task<string> AskAsync(string question, CancellationToken cancellationToken);

    /// <summary>Asks for a secret, which is not shown.</summary>
    /// <returns>UTF-8, for the caller to dispose.</returns>
    /// <exception cref="OperationCanceledException">There is nobody any more.</exception>
    Task<SecretBytes> AskSecretAsync(string question, CancellationToken cancellationToken);
}
