using System.Text.Json.Serialization;

namespace Skybridge.Lab.OpenId;

/// <summary>What the client needs of the discovery document ([OpenID Connect Discovery] 3).</summary>
sealed record ProviderDocument(
    [property: JsonPropertyName("issuer")] string Issuer,
    [property: JsonPropertyName("authorization_endpoint")] Uri AuthorizationEndpoint,
    [property: JsonPropertyName("token_endpoint")] Uri TokenEndpoint,
    [property: JsonPropertyName("userinfo_endpoint")] Uri? UserInfoEndpoint,
    [property: JsonPropertyName("jwks_uri")] Uri KeysUri);

/// <summary>The provider's keys.</summary>
sealed record KeySet([property: JsonPropertyName("keys")] IReadOnlyList<SigningKey> Keys);

/// <summary>One key ([RFC 7517]).</summary>
sealed record SigningKey(
    [property: JsonPropertyName("kid")] string? Id,
    [property: JsonPropertyName("kty")] string Type,
    [property: JsonPropertyName("crv")] string? Curve,
    [property: JsonPropertyName("x")] string? X,
    [property: JsonPropertyName("y")] string? Y,
    [property: JsonPropertyName("n")] string? Modulus,
    [property: JsonPropertyName("e")] string? Exponent);

/// <summary>The token endpoint's answer. Internal and short-lived: it is made of secrets.</summary>
sealed class TokenReply
{
    [JsonPropertyName("id_token")]
    public string? IdToken { get; set; }

    [JsonPropertyName("access_token")]
    public string? AccessToken { get; set; }

    [JsonPropertyName("refresh_token")]
    public string? RefreshToken { get; set; }

    [JsonPropertyName("error")]
    public string? Error { get; set; }

    [JsonPropertyName("error_description")]
    public string? ErrorDescription { get; set; }
}

[JsonSerializable(typeof(ProviderDocument))]
[JsonSerializable(typeof(KeySet))]
[JsonSerializable(typeof(TokenReply))]
[JsonSerializable(typeof(Dictionary<string, System.Text.Json.JsonElement>))]
sealed partial class OpenIdJson : JsonSerializerContext;
