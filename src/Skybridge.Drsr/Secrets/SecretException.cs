namespace Skybridge.Drsr.Secrets;

/// <summary>A replicated secret could not be opened: another session key, or damage. Holds nothing of the secret.</summary>
public sealed class SecretException(string message) : DrsrException(message)
{
    /// <summary>True: read again over a fresh connection, it may open.</summary>
    public override bool IsTransient => true;
}
