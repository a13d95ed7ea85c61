using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Skybridge.CommandLine;
using Skybridge.Cryptography;
using Skybridge.Drsr.Security;

namespace Skybridge.Agent.Home;

/// <summary>Keeps the connector account's password and the agent's own key encrypted at rest.</summary>
/// <remarks>
/// The encrypting keys lie in the same home, in files that only the owner can read: that protects a copied file, a log or a support bundle,
/// not against whoever can read the whole home as its owner. SECURITY.md says so.
/// </remarks>
sealed class CredentialStore
{
    const string PasswordPurpose = "connector account";
    const string KeyPurpose = "agent key";

    readonly AgentHome _home;
    readonly IDataProtectionProvider _protection;

    CredentialStore(AgentHome home)
    {
        _home = home;
        _protection = DataProtectionProvider.Create(new DirectoryInfo(home.Keys), builder => builder.SetApplicationName("skybridge"));
    }

    /// <summary>Begins one in a home that is being made.</summary>
    public static CredentialStore Create(AgentHome home)
    {
        PrivateFiles.CreateFolder(home.Keys);
        return new(home);
    }

    /// <summary>Opens that of a home.</summary>
    /// <remarks>
    /// Keys that are past their date go on opening what they protected, but only beside a current one: so the ring may renew itself. One without any
    /// key is not renewed here: a fresh key opens nothing, and would hide what is missing.
    /// </remarks>
    /// <exception cref="OperatorException">The home has lost its keys.</exception>
    public static CredentialStore Open(AgentHome home)
    {
        if (Directory.Exists(home.Keys) && Directory.EnumerateFiles(home.Keys, "key-*.xml").Any())
            return new(home);

        throw new OperatorException($"There are no keys in {home.Keys}.", "Bring the home back from a backup, or set the agent up anew in another folder.");
    }

    /// <summary>Encrypts a connector account's password (UTF-8) into the home.</summary>
    public void StorePassword(string domain, SecretBytes password) =>
        PrivateFiles.Replace(_home.CredentialOf(domain), Protect(PasswordPurpose, password.Span));

    /// <summary>The credential of a connector account, for its owner to dispose.</summary>
    /// <exception cref="OperatorException">It cannot be read or decrypted.</exception>
    public KerberosCredential GetCredential(ConnectorSettings connector)
    {
        var realm = connector.Domain.ToUpperInvariant();
        return connector.Credential == CredentialKind.Keytab
            ? KerberosCredential.Keytab(connector.Account, realm, connector.Keytab ?? throw new OperatorException(
                $"The settings of {connector.Domain} name no keytab.", "Set the connector account up again with `skybridge init`."))
            : KerberosCredential.Password(connector.Account, realm, Unprotect(PasswordPurpose, _home.CredentialOf(connector.Domain)));
    }

    /// <summary>Encrypts the agent's private key into the home.</summary>
    public void StoreAgentKey(ECDsa key)
    {
        var exported = key.ExportPkcs8PrivateKey();
        PrivateFiles.Replace(_home.AgentKey, Protect(KeyPurpose, exported));
        CryptographicOperations.ZeroMemory(exported);
    }

    /// <summary>The agent's private key.</summary>
    /// <exception cref="OperatorException">It cannot be read or decrypted.</exception>
    public ECDsa GetAgentKey()
    {
        using var exported = Unprotect(KeyPurpose, _home.AgentKey);
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(exported.Span, out _);
        return key;
    }

    byte[] Protect(string purpose, ReadOnlySpan<byte> secret)
    {
        var copy = GC.AllocateUninitializedArray<byte>(secret.Length, pinned: true);
        secret.CopyTo(copy);
        try
        {
            var sealedBytes = _protection.CreateProtector(purpose).Protect(copy);
            TightenKeys();
            return sealedBytes;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    SecretBytes Unprotect(string purpose, string path)
    {
        try
        {
            var opened = _protection.CreateProtector(purpose).Unprotect(File.ReadAllBytes(path));
            var secret = new SecretBytes(opened);
            CryptographicOperations.ZeroMemory(opened);
            return secret;
        }
        catch (CryptographicException error)
        {
            throw new OperatorException($"{path} cannot be decrypted with the keys in {_home.Keys}.", "Bring both back from the same backup, or set the agent up anew.", error);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new OperatorException($"There is no {path}.", "Bring the home back from a backup, or set the agent up anew in another folder.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"{path} cannot be read: {error.Message}", "Run the command as the user who owns the home.", error);
        }
    }

    void TightenKeys()
    {
        if (OperatingSystem.IsWindows())
            return;
        foreach (var file in Directory.EnumerateFiles(_home.Keys))
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>Turns what a secret file holds into bytes that can be wiped.</summary>
    public static SecretBytes ToSecret(string text) => new(Encoding.UTF8.GetBytes(text));
}
