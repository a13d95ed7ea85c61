namespace Skybridge.Contract;

/// <summary>The delivered attributes of a group, as they stand in the source directory.</summary>
/// <remarks>Texts are as long as those of a person (<see cref="PersonImage.MaxTextLength"/>) and hold no control characters; a description may have line breaks.</remarks>
public sealed record GroupImage
{
    /// <summary><c>name</c>: the relative name, not escaped.</summary>
    public required string Name { get; init; }

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

    /// <summary><c>description</c>.</summary>
    public string? Description { get; init; }

    /// <summary><c>mail</c>.</summary>
    public string? Mail { get; init; }

    /// <summary>Whether it says who may do something, and not only who gets mail (<c>groupType</c>).</summary>
    public required bool Security { get; init; }
}
