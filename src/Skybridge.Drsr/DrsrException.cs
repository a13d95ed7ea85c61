namespace Skybridge.Drsr;

/// <summary>The base of everything that goes wrong between us and a domain controller. The derived type says who must act.</summary>
public abstract class DrsrException : Exception
{
    /// <summary>Creates an exception with a message that says what was tried, on what, and what came back.</summary>
    protected DrsrException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>Whether the same call may succeed later, or on another domain controller, without anybody's help.</summary>
    public abstract bool IsTransient { get; }
}
