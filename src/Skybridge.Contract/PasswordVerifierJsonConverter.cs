using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skybridge.Contract;

/// <summary>Writes and reads the text form of a verifier; an error says what is wrong, never what was there.</summary>
sealed class PasswordVerifierJsonConverter : JsonConverter<PasswordVerifier>
{
    public override PasswordVerifier Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String || reader.HasValueSequence || reader.ValueIsEscaped
            || !PasswordVerifier.TryParse(reader.ValueSpan, out var verifier))
        {
            // A string that straddles two buffers, or is escaped, is still a string: take the slow way.
            if (reader.TokenType != JsonTokenType.String || !PasswordVerifier.TryParse(reader.GetString(), out verifier))
                throw new JsonException("A password verifier has the form v1;PPH1_MD4,<salt>,<iterations>,<hash>;.");
        }

        return verifier;
    }

    public override void Write(Utf8JsonWriter writer, PasswordVerifier value, JsonSerializerOptions options) => writer.WriteStringValue(value.Encode());
}
