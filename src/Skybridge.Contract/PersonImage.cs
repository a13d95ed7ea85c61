namespace Skybridge.Contract;

/// <summary>The delivered attributes of a person, as they stand in the source directory.</summary>
/// <remarks>Texts are at most <see cref="MaxTextLength"/> characters and hold no control characters; the cloud refuses others by name.</remarks>
public sealed record PersonImage
{
    /// <summary>The longest text in characters (a distinguished name may be longer: four times as much).</summary>
    public const int MaxTextLength = 1024;

    /// <summary>The name to sign in with: <c>userPrincipalName</c>, or <c>sAMAccountName@domain</c> for who has none.</summary>
    /// <remarks>A suffix that is not a verified domain of the tenant is replaced by the cloud, which says so in its outcome.</remarks>
    public required string UserName { get; init; }

    /// <summary><c>sAMAccountName</c>.</summary>
    public required string SamAccountName { get; init; }

    /// <summary>The domain's NetBIOS name.</summary>
    public required string NetBiosDomain { get; init; }

    /// <summary>The distinguished name.</summary>
    public required string DistinguishedName { get; init; }

    /// <summary><c>objectSid</c> in text form.</summary>
    public required string Sid { get; init; }

    /// <summary><c>displayName</c>.</summary>
    public string? DisplayName { get; init; }

    /// <summary><c>givenName</c>.</summary>
    public string? GivenName { get; init; }

    /// <summary><c>sn</c>.</summary>
    public string? Surname { get; init; }

    /// <summary><c>mail</c>.</summary>
    public string? Mail { get; init; }

    /// <summary>False when ACCOUNTDISABLE is set: sign-in is refused.</summary>
    public required bool Enabled { get; init; }

    /// <summary><c>accountExpires</c>: from then on sign-in is refused. Null for never.</summary>
    public DateTimeOffset? Expires { get; init; }
}
