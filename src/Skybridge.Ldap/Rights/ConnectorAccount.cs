using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Skybridge.Cryptography;
using Skybridge.Ldap.Protocol;

namespace Skybridge.Ldap.Rights;

/// <summary>Makes an account for synchronization, and removes it again.</summary>
/// <param name="namingContext">The domain's naming context.</param>
public sealed class ConnectorAccount(string namingContext)
{
    /// <summary>The longest sAMAccountName.</summary>
    public const int MaxName = 20;

    const int PasswordLength = 48;

    // NORMAL_ACCOUNT, DONT_EXPIRE_PASSWORD, NOT_DELEGATED: nobody may act in its name elsewhere.
    const int AccountControl = 0x200 | 0x10000 | 0x100000;
    // AES128 and AES256: no RC4 key that could be guessed offline.
    const int EncryptionTypes = 0x8 | 0x10;

    // [MS-ADTS] 3.1.1.5.2.2: what Windows refuses in a sAMAccountName.
    static readonly char[] Forbidden = [.. "\"/\\[]:;|=,+*?<>@"];

    const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.+";
    const string UsersContainer = "<WKGUID=A9D1CA15768811D1ADED00C04FD8D5CD,";

    /// <summary>Where the account is; null before it is made.</summary>
    public string? DistinguishedName { get; private set; }

    /// <summary>Its security identifier; empty before it is made.</summary>
    public ReadOnlyMemory<byte> Sid { get; private set; }

    /// <summary>Finds an account by its sAMAccountName.</summary>
    /// <returns>Whether there is one; from then on <see cref="Sid"/> and <see cref="DistinguishedName"/> are its own.</returns>
    public async Task<bool> FindAsync(LdapConnection connection, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var found = await connection.SearchAsync(namingContext, LdapScope.Subtree, LdapFilter.Is("sAMAccountName", name), ["objectSid"], cancellationToken).ConfigureAwait(false);
        if (found is not [var entry] || !entry.TryGet("objectSid", out var sid))
            return false;

        (DistinguishedName, Sid) = (entry.DistinguishedName, sid);
        return true;
    }

    /// <summary>Whether an administrator may do all this, as the directory itself says; nothing is changed to find out.</summary>
    /// <remarks>[MS-ADTS] constructed attributes: allowedChildClassesEffective, sDRightsEffective (4 is the access list).</remarks>
    /// <param name="connection">The administrator's.</param>
    /// <param name="create">Whether an account is to be made, not only granted rights.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>What the administrator may not; null when it may all.</returns>
    public async Task<string?> FindObstacleAsync(LdapConnection connection, bool create, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        const int accessList = 4;
        var root = await connection.SearchAsync(namingContext, LdapScope.Base, LdapFilter.Any, ["sDRightsEffective"], cancellationToken).ConfigureAwait(false);
        if (root is not [var domain] || !int.TryParse(domain.Text("sDRightsEffective"), NumberStyles.None, CultureInfo.InvariantCulture, out var rights) || (rights & accessList) == 0)
            return $"change the access list of {namingContext}";
        if (!create)
            return null;

        var container = await ReadContainerAsync(connection, ["allowedChildClassesEffective"], cancellationToken).ConfigureAwait(false);
        return container.Attributes.TryGetValue("allowedChildClassesEffective", out var classes) && classes.Any(name => name.AsSpan().SequenceEqual("user"u8))
            ? null
            : $"create users in {container.DistinguishedName}";
    }

    /// <summary>Requires that an account can have this name.</summary>
    /// <exception cref="ArgumentException">It cannot.</exception>
    public static void RequireName(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Length > MaxName)
            throw new ArgumentException($"'{name[..MaxName]}…' has {name.Length} characters; the name of an account has at most {MaxName}.", nameof(name));
        if (name.IndexOfAny(Forbidden) is >= 0 and var at)
            throw new ArgumentException($"The name of an account cannot have '{name[at]}' in it.", nameof(name));
        if (name.Any(char.IsControl) || name.EndsWith('.') || name.StartsWith(' ') || name.EndsWith(' '))
            throw new ArgumentException("The name of an account has no control characters, no spaces at its ends, and no full stop at its end.", nameof(name));
    }

    /// <summary>Makes the account in the domain's container of users, with a random password of 48 characters.</summary>
    /// <returns>The password in UTF-8, for the caller to dispose.</returns>
    /// <exception cref="LdapException">The server refused: the name is taken, or the administrator is none.</exception>
    public async Task<SecretBytes> CreateAsync(LdapConnection connection, string name, string description, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        RequireName(name);
        var container = await ReadContainerAsync(connection, ["distinguishedName"], cancellationToken).ConfigureAwait(false);
        var place = $"CN={Escape(name)},{container.DistinguishedName}";
        var password = NewPassword();
        try
        {
            var quoted = Quote(password);
            try
            {
                DistinguishedName = place;
                await connection.AddAsync(place, Attributes(name, description, quoted), cancellationToken).ConfigureAwait(false);
            }
            catch (LdapException)
            {
                DistinguishedName = null; // Refused: there is nothing to remove.
                throw;
            }
            finally
            {
                CryptographicOperations.ZeroMemory(quoted);
            }

            var made = await connection.SearchAsync(place, LdapScope.Base, LdapFilter.Any, ["objectSid"], cancellationToken).ConfigureAwait(false);
            Sid = made is [var entry] && entry.TryGet("objectSid", out var sid) ? sid : throw new LdapException(LdapResultCode.NoSuchObject, $"show {place}", "");
            return password;
        }
        catch
        {
            password.Dispose();
            throw;
        }
    }

    /// <summary>Removes the account.</summary>
    public async Task RemoveAsync(LdapConnection connection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        if (DistinguishedName is not { } name)
            return;

        try
        {
            await connection.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        }
        catch (LdapException error) when (error.Code == LdapResultCode.NoSuchObject)
        {
            // The request that was to make it never arrived.
        }

        DistinguishedName = null;
    }

    /// <summary>Writes a value so that it means only itself in a distinguished name.</summary>
    /// <remarks>[RFC 4514] 2.4.</remarks>
    public static string Escape(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var text = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            var letter = value[i];
            var isEdge = (i == 0 && letter is ' ' or '#') || (i == value.Length - 1 && letter == ' ');
            if (letter is '"' or '+' or ',' or ';' or '<' or '>' or '\\' or '=' || isEdge)
                text.Append('\\').Append(letter);
            else if (char.IsControl(letter))
                text.Append(CultureInfo.InvariantCulture, $"\\{(int)letter:X2}");
            else
                text.Append(letter);
        }

        return text.ToString();
    }

    async Task<LdapEntry> ReadContainerAsync(LdapConnection connection, IReadOnlyList<string> attributes, CancellationToken cancellationToken)
    {
        var found = await connection.SearchAsync($"{UsersContainer}{namingContext}>", LdapScope.Base, LdapFilter.Any, attributes, cancellationToken).ConfigureAwait(false);
        return found is [var container] ? container : throw new LdapException(LdapResultCode.NoSuchObject, "show its container of users", "");
    }

    static LdapValues[] Attributes(string name, string description, byte[] quotedPassword) =>
    [
        LdapValues.OfText("objectClass", "top", "person", "organizationalPerson", "user"),
        LdapValues.OfText("sAMAccountName", name),
        LdapValues.OfText("displayName", name),
        LdapValues.OfText("description", description),
        LdapValues.OfText("userAccountControl", AccountControl.ToString(CultureInfo.InvariantCulture)),
        LdapValues.OfText("msDS-SupportedEncryptionTypes", EncryptionTypes.ToString(CultureInfo.InvariantCulture)),
        LdapValues.OfBytes("unicodePwd", quotedPassword),
    ];

    // All four classes of characters are certain, whatever policy the domain has.
    static SecretBytes NewPassword()
    {
        var password = new SecretBytes(PasswordLength);
        var bytes = password.Span;
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)Letters[RandomNumberGenerator.GetInt32(Letters.Length)];
        "aZ9-"u8.CopyTo(bytes[^4..]);
        return password;
    }

    // [MS-ADTS] unicodePwd: the password in quotation marks, in UTF-16LE.
    static byte[] Quote(SecretBytes password)
    {
        var quoted = GC.AllocateArray<byte>(2 * (password.Length + 2), pinned: true);
        quoted[0] = quoted[^2] = (byte)'"';
        for (var i = 0; i < password.Length; i++)
            quoted[2 + (2 * i)] = password.Span[i];
        return quoted;
    }
}
