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

    public void Dispose() => password.Dispose();
}
