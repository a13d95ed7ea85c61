using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skybridge.Sync.Engine;

/// <summary>Reads and writes a filter as it is written on the command line.</summary>
public sealed class AttributeFilterConverter : JsonConverter<AttributeFilter>
{
    /// <inheritdoc/>
    public override AttributeFilter Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return AttributeFilter.Parse(reader.GetString() ?? "");
        }
        catch (FormatException error)
        {
            throw new JsonException(error.Message, error);
        }
        catch (InvalidOperationException error)
        {
            throw new JsonException("A filter of the scope is a text, such as \"department=Sales\".", error);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, AttributeFilter value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStringValue(value.ToString());
    }
}
