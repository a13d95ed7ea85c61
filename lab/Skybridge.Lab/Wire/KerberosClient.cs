namespace Skybridge.Lab.Wire;

/// <summary>A user at a KDC, by MIT's own library: proves a password by a real ticket, and changes it by a real kpasswd exchange.</summary>
/// <remarks>The configuration is given to each context, so that several realms can be asked from one process whatever KRB5_CONFIG says.
/// The library cannot be cancelled; an abandoned call ends by its own time-outs in the background.</remarks>
public sealed class KerberosClient(string krb5Conf)
{
    /// <summary>Asks for a ticket with a password.</summary>
    /// <param name="name">A sAMAccountName, or with <c>@</c> a UPN.</param>
    public Task<KerberosAnswer> TryAsync(string name, string password, CancellationToken cancellationToken = default) =>
        Task.Run(() => Try(name, password), cancellationToken).WaitAsync(cancellationToken);

    /// <summary>Changes a password as its owner does, even one that must be changed.</summary>
    public Task<KerberosAnswer> ChangePasswordAsync(
        string name, string oldPassword, string newPassword, CancellationToken cancellationToken = default) =>
        Task.Run(() => Change(name, oldPassword, newPassword), cancellationToken).WaitAsync(cancellationToken);

    KerberosAnswer Try(string name, string password)
    {
        using var session = new KerberosSession(krb5Conf);
        return session.GetTicket(name, password, service: null);
    }

    KerberosAnswer Change(string name, string oldPassword, string newPassword)
    {
        using var session = new KerberosSession(krb5Conf);
        var ticket = session.GetTicket(name, oldPassword, service: "kadmin/changepw");
        return ticket.Accepted ? session.ChangePassword(newPassword) : ticket;
    }
}

/// <summary>What a KDC said.</summary>
/// <param name="Code">The error code of [RFC 4120] 7.5.9, or the result code of the password change; 0 is yes.</param>
/// <param name="Text">The library's or the server's words.</param>
public sealed record KerberosAnswer(int Code, string Text)
{
    public const int UnknownName = 6, NoKey = 14, Revoked = 18, PasswordExpired = 23, WrongPassword = 24, Skew = 37;

    public bool Accepted => Code == 0;
}
