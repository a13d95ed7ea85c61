using System.Text.Json.Nodes;

namespace Skybridge.Lab.ActiveDirectory;

/// <summary>A value to be stored: text, bytes or several of them; <c>default</c> removes the attribute.</summary>
public readonly struct AttributeValue
{
    AttributeValue(JsonNode? json) => Json = json;

    internal JsonNode? Json { get; }

    public static implicit operator AttributeValue(string text) => FromString(text);

    public static implicit operator AttributeValue(byte[] bytes) => FromBytes(bytes);

    public static AttributeValue FromString(string text) => new(JsonValue.Create(text));

    public static AttributeValue FromBytes(ReadOnlySpan<byte> bytes) =>
        new(new JsonObject { ["base64"] = Convert.ToBase64String(bytes) });

    public static AttributeValue Many(params IEnumerable<AttributeValue> values) =>
        new(new JsonArray([.. values.Select(value => value.Json?.DeepClone())]));

    internal static JsonObject ToJson(IReadOnlyDictionary<string, AttributeValue> attributes)
    {
        var json = new JsonObject();
        foreach (var (name, value) in attributes)
            json[name] = value.Json?.DeepClone();
        return json;
    }
}
