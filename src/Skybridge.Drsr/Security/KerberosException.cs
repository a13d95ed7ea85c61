namespace Skybridge.Drsr.Security;

/// <summary>Kerberos said no, or could not be asked.</summary>
public sealed class KerberosException : DrsrException
{
    /// <summary>Creates an exception.</summary>
    /// <param name="failure">The kind.</param>
    /// <param name="message">What was tried, on what, and what came back.</param>
    /// <param name="code">The Kerberos error code ([RFC 4120] 7.5.9), or one of the library's own from 128 on; 0 when there is none.</param>
    /// <param name="innerException">What led to it.</param>
    public KerberosException(KerberosFailure failure, string message, int code = 0, Exception? innerException = null)
        : base(message, innerException)
    {
        Failure = failure;
        Code = code;
    }

    /// <summary>The kind.</summary>
    public KerberosFailure Failure { get; }

    /// <summary>The Kerberos error code, or 0.</summary>
    public int Code { get; }

    /// <summary>False where trying again could lock the account, or cannot help.</summary>
    public override bool IsTransient => Failure is KerberosFailure.KdcUnreachable or KerberosFailure.TimedOut
        or KerberosFailure.ClockSkew or KerberosFailure.MessageTampered or KerberosFailure.ServiceUnknown or KerberosFailure.Other;
}
