using System.Globalization;
using System.Text;

namespace Skybridge.Lab.ActiveDirectory;

/// <summary>An object with all its attributes, as the system sees it. Secrets are there only when they were asked for by name.</summary>
public sealed class DirectoryObject
{
    public required string Dn { get; init; }

    public required Guid ObjectGuid { get; init; }

    public string? Sid { get; init; }

    public required IReadOnlyDictionary<string, IReadOnlyList<ReadOnlyMemory<byte>>> Attributes { get; init; }

    public required IReadOnlyList<AttributeStamp> Stamps { get; init; }

    /// <summary>The first value, or nothing when the attribute is absent.</summary>
    /// <remarks>The type of the null is spelled out: a bare one would become an empty memory, by the conversion from an array.</remarks>
    public ReadOnlyMemory<byte>? Bytes(string attribute) =>
        Attributes.TryGetValue(attribute, out var values) ? values[0] : default(ReadOnlyMemory<byte>?);

    /// <summary>The first value as text.</summary>
    public string? Text(string attribute) => Bytes(attribute) is { } value ? Encoding.UTF8.GetString(value.Span) : null;

    /// <summary>The first value as a number.</summary>
    public long? Number(string attribute) =>
        Text(attribute) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    public AttributeStamp? Stamp(string attribute) => Stamps.FirstOrDefault(stamp => stamp.Attribute == attribute);
}
