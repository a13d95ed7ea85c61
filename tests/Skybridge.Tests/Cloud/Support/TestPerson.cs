using Skybridge.Contract;
using Skybridge.Cryptography;

namespace Skybridge.Tests.Cloud.Support;

/// <summary>Somebody in the source directory, who can be changed and delivered.</summary>
sealed record TestPerson
{
    static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    static readonly Guid Invocation = new("5bd1a6a4-5c9f-4f57-b4cf-7b2f0a2b0d5e");

    static int _count;

    public Guid ObjectGuid { get; init; } = Guid.NewGuid();

    public string Sam { get; init; } = $"person{Interlocked.Increment(ref _count)}";

    public string Suffix { get; init; } = "north.example";

    public string? Upn { get; init; }

    public string DisplayName { get; init; } = "A Person";

    public bool Enabled { get; init; } = true;

    public DateTimeOffset? Expires { get; init; }

    public string Password { get; init; } = "Pa$$w0rd";

    public uint Version { get; init; } = 1;

    public int Epoch { get; init; }

    public bool MustChange { get; init; }

    public string UserName => Upn ?? $"{Sam}@{Suffix}";

    public SourceAnchor Anchor => SourceAnchor.FromObjectGuid(ObjectGuid);

    public PersonImage Image => new()
    {
        UserName = UserName,
        SamAccountName = Sam,
        NetBiosDomain = "NORTH",
        DistinguishedName = $"CN={Sam},OU=People,DC=north,DC=example",
        Sid = "S-1-5-21-1-2-3-1104",
        DisplayName = DisplayName,
        GivenName = "A",
        Surname = "Person",
        Mail = $"{Sam}@mail.example",
        Enabled = Enabled,
        Expires = Expires,
    };

    public PasswordVersion PasswordVersion
    {
        get
        {
            var stamp = new AttributeStamp(Version, Start.AddMinutes(Version), Invocation, Version);
            return new PasswordVersion(Epoch, stamp, stamp);
        }
    }

    /// <summary>Attributes and password.</summary>
    public DirectoryChange Whole() => Change(Image, PasswordChange());

    /// <summary>Only the attributes.</summary>
    public DirectoryChange ImageOnly() => Change(Image, null);

    /// <summary>Only the password.</summary>
    public DirectoryChange PasswordOnly(bool reassert = false) => Change(null, PasswordChange(reassert));

    /// <summary>Only the statement which password it is.</summary>
    public DirectoryChange VersionOnly() => Change(null, new PasswordChange { Version = PasswordVersion });

    /// <summary>Only the statement that there is no password any more.</summary>
    public DirectoryChange NoPassword() => Change(null, new PasswordChange { Version = PasswordVersion, Absent = true });

    public DirectoryChange Removed(RemovalReason reason = RemovalReason.Deleted) => new() { Anchor = Anchor, ObjectGuid = ObjectGuid, Removal = reason };

    DirectoryChange Change(PersonImage? image, PasswordChange? password) => new() { Anchor = Anchor, ObjectGuid = ObjectGuid, Person = image, Password = password };

    PasswordChange PasswordChange(bool reassert = false)
    {
        using var hash = NtHash.FromPassword(Password);
        return new PasswordChange { Version = PasswordVersion, Verifier = PasswordVerifier.Derive(hash), MustChange = MustChange, Reassert = reassert };
    }
}
