using Skybridge.CommandLine;
using Skybridge.Cryptography;
using Skybridge.Drsr.Security;

namespace Skybridge.Agent.Setup;

/// <summary>An administrator's credentials, given for one piece of work: never stored anywhere, and wiped after it.</summary>
/// <param name="name">sAMAccountName or user principal name.</param>
/// <param name="password">In UTF-8; owned from now on.</param>
sealed class AdministratorLogin(string name, SecretBytes password) : IDisposable
{
    /// <summary>Who it is.</summary>
    public string Name => name;

    /// <summary>What Kerberos is given, for its owner to dispose.</summary>
    public KerberosCredential CredentialFor(string domain) => KerberosCredential.Password(name, domain.ToUpperInvariant(), new SecretBytes(password.Span));

    /// <summary>What it means that Kerberos does not let this administrator in; null when it does not speak of the account.</summary>
    /// <remarks>The usual hints speak of the connector account, which is another one.</remarks>
    public OperatorException? Explain(KerberosException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var hint = error.Failure switch
        {
            KerberosFailure.PasswordWrong => $"The password of the administrator {name} is wrong: give it once more. Each wrong one counts towards the domain's lockout.",
            KerberosFailure.AccountUnknown => "The domain has no such administrator: give the sAMAccountName or user principal name, without the NetBIOS name of the domain.",
            KerberosFailure.AccountRevoked => $"The administrator {name} is disabled, expired, locked out, or outside its logon hours: name another one, or mend that in Active Directory.",
            KerberosFailure.PasswordExpired => $"The administrator {name} has to set a new password first: name another one, or log in on Windows once.",
            KerberosFailure.NoAesKey => $"The administrator {name} has no AES key: set its password once more, or name another one.",
            _ => null,
        };
        return hint is null ? null : new OperatorException(error.Message, hint, error);
    }

    public void Dispose() => password.Dispose();
}
