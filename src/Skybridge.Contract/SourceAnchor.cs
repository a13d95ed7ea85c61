using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skybridge.Contract;

/// <summary>The immutable join key of a person: <c>mS-DS-ConsistencyGuid</c>, else <c>objectGUID</c>, as Base64.</summary>
/// <remarks>Case-sensitive, at most <see cref="MaxLength"/> characters. The bytes are those of the attribute, in its own order.</remarks>
[JsonConverter(typeof(SourceAnchorJsonConverter))]
public readonly record struct SourceAnchor
{
    /// <summary>The longest anchor in characters.</summary>
    public const int MaxLength = 60;

    readonly string? _value;

    SourceAnchor(string value) => _value = value;

    /// <summary>The Base64 text.</summary>
    public string Value => _value ?? "";

    /// <summary>The anchor of an object that has no <c>mS-DS-ConsistencyGuid</c>.</summary>
    public static SourceAnchor FromObjectGuid(Guid objectGuid) => FromBytes(objectGuid.ToByteArray());

    /// <summary>The anchor made of an attribute's bytes (1 to 44 of them).</summary>
    /// <exception cref="ArgumentException">There are no bytes, or too many for <see cref="MaxLength"/>.</exception>
    public static SourceAnchor FromBytes(ReadOnlySpan<byte> attribute) =>
        attribute.Length is > 0 and <= MaxLength / 4 * 3 - 1
            ? new SourceAnchor(Convert.ToBase64String(attribute))
            : throw new ArgumentException($"A source anchor is made of 1 to {(MaxLength / 4 * 3) - 1} bytes, not {attribute.Length}.", nameof(attribute));

    /// <summary>Reads the Base64 text.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SourceAnchor anchor)
    {
        Span<byte> bytes = stackalloc byte[MaxLength];
        if (text is not { Length: > 0 and <= MaxLength } || !Convert.TryFromBase64String(text, bytes, out var length) || length == 0)
        {
            anchor = default;
            return false;
        }

        // Only one spelling of the same bytes may exist: anchors are compared as text.
        anchor = new SourceAnchor(Convert.ToBase64String(bytes[..length]));
        return anchor.Value == text;
    }

    /// <summary>The Base64 text.</summary>
    public override string ToString() => Value;
}

sealed class SourceAnchorJsonConverter : JsonConverter<SourceAnchor>
{
    public override SourceAnchor Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        SourceAnchor.TryParse(reader.GetString(), out var anchor) ? anchor : throw new JsonException("A source anchor is Base64 of at most 44 bytes.");

    public override void Write(Utf8JsonWriter writer, SourceAnchor value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
