using Skybridge.Cryptography;

namespace Skybridge.Drsr.Security;

/// <summary>What an account logs in with. Owns its secret: dispose it.</summary>
public abstract class KerberosCredential : IDisposable
{
    /// <summary>The account's principal, for messages: <c>user@REALM</c>; empty when only the store knows.</summary>
    public abstract string Principal { get; }

    /// <summary>Wipes what is secret.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A password.</summary>
    /// <param name="account"><c>user</c>, <c>DOMAIN\user</c>, or a user principal name with whatever suffix.</param>
    /// <param name="realm">The realm: the domain's DNS name in upper case.</param>
    /// <param name="passwordUtf8">The password; owned by the credential from now on.</param>
    /// <exception cref="ArgumentException">The account is only half a name.</exception>
    public static KerberosCredential Password(string account, string realm, SecretBytes passwordUtf8) => new PasswordCredential(PrincipalOf(account, realm), passwordUtf8);

    /// <summary>A keytab file.</summary>
    /// <param name="account">As for <see cref="Password"/>.</param>
    /// <param name="realm">As for <see cref="Password"/>.</param>
    /// <param name="path">The file.</param>
    public static KerberosCredential Keytab(string account, string realm, string path) => new KeytabCredential(PrincipalOf(account, realm), path);

    /// <summary>A ticket cache file that something else keeps fresh.</summary>
    public static KerberosCredential TicketCache(string path) => new TicketCacheCredential(path);

    /// <summary>Never the secret.</summary>
    public override string ToString() => $"credential of {Principal}";

    /// <summary>Wipes what is secret.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }

    static KerberosPrincipal PrincipalOf(string account, string realm)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(account);
        ArgumentException.ThrowIfNullOrWhiteSpace(realm);
        var user = account[(account.IndexOf('\\', StringComparison.Ordinal) + 1)..];
        var at = user.LastIndexOf('@');
        if (user.Length == 0 || at == 0 || at == user.Length - 1)
            throw new ArgumentException($"'{account}' names no account.", nameof(account));
        if (at < 0)
            return new KerberosPrincipal(user, realm, IsEnterprise: false);

        var suffix = user[(at + 1)..];
        return suffix.Equals(realm, StringComparison.OrdinalIgnoreCase)
            ? new KerberosPrincipal(user[..at], realm, IsEnterprise: false)
            : new KerberosPrincipal(user, realm, IsEnterprise: true);
    }
}

/// <summary>A user's principal.</summary>
/// <param name="Name">The name in the realm, or a whole user principal name.</param>
/// <param name="Realm">The realm that is asked.</param>
/// <param name="IsEnterprise">Whether <paramref name="Name"/> is a user principal name whose suffix is not the realm.</param>
readonly record struct KerberosPrincipal(string Name, string Realm, bool IsEnterprise)
{
    /// <summary>The form that the library reads: separators inside the name are escaped.</summary>
    /// <remarks>
    /// The realm is said for an enterprise name, too: without it the library asks the default realm, which may be another domain's. The first
    /// @ of such a name belongs to it by definition.
    /// </remarks>
    public string Encode()
    {
        var name = Name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("/", "\\/", StringComparison.Ordinal);
        var plain = IsEnterprise ? name.IndexOf('@', StringComparison.Ordinal) + 1 : 0;
        return $"{name[..plain]}{name[plain..].Replace("@", "\\@", StringComparison.Ordinal)}@{Realm}";
    }

    public override string ToString() => IsEnterprise ? Name : $"{Name}@{Realm}";
}

sealed class PasswordCredential(KerberosPrincipal principal, SecretBytes password) : KerberosCredential
{
    public override string Principal => principal.ToString();

    public KerberosPrincipal Account => principal;

    public SecretBytes PasswordUtf8 => password;

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            password.Dispose();
        base.Dispose(disposing);
    }
}

sealed class KeytabCredential(KerberosPrincipal principal, string path) : KerberosCredential
{
    public override string Principal => principal.ToString();

    public KerberosPrincipal Account => principal;

    public string Path => path;
}

sealed class TicketCacheCredential(string path) : KerberosCredential
{
    public override string Principal => "";

    public string Path => path;
}
