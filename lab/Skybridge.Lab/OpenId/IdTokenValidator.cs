using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Skybridge.Lab.OpenId;

/// <summary>Checks an id token as [OpenID Connect Core] 3.1.3.7 demands of a relying party.</summary>
sealed class IdTokenValidator(string issuer, string clientId, TimeProvider time)
{
    static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    /// <summary>The claims of a valid token.</summary>
    /// <exception cref="OpenIdException">It is not valid; the message says why.</exception>
    public Dictionary<string, JsonElement> Validate(string token, IReadOnlyList<SigningKey> keys, string nonce)
    {
        var parts = token.Split('.');
        if (parts.Length != 3)
            throw new OpenIdException("The id token is not a signed JWT.");

        var header = Read(parts[0]);
        var signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
        if (!IsSigned(signed, Base64Url.DecodeFromChars(parts[2]), Text(header, "alg"), Text(header, "kid"), keys))
            throw new OpenIdException("The id token's signature is by none of the provider's keys.");

        var claims = Read(parts[1]);
        Require(Text(claims, "iss") == issuer, "issuer");
        Require(IsForUs(claims), "audience");
        Require(Text(claims, "nonce") == nonce, "nonce");
        var now = time.GetUtcNow();
        Require(Time(claims, "exp") > now - Skew, "expiry");
        Require(Time(claims, "iat") < now + Skew, "time of issue");
        return claims;
    }

    static bool IsSigned(byte[] data, byte[] signature, string? algorithm, string? keyId, IReadOnlyList<SigningKey> keys) => algorithm switch
    {
        "ES256" => keys.Any(key => Fits(key, "EC", keyId) && key.Curve == "P-256" && IsSignedByEllipticCurve(data, signature, key)),
        "RS256" => keys.Any(key => Fits(key, "RSA", keyId) && IsSignedByRsa(data, signature, key)),
        _ => throw new OpenIdException($"The id token is signed with {algorithm ?? "nothing"}, and not with ES256 or RS256."),
    };

    static bool Fits(SigningKey key, string type, string? keyId) => key.Type == type && (keyId is null || key.Id == keyId);

    static bool IsSignedByEllipticCurve(byte[] data, byte[] signature, SigningKey key)
    {
        using var algorithm = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new() { X = Base64Url.DecodeFromChars(key.X), Y = Base64Url.DecodeFromChars(key.Y) },
        });
        return algorithm.VerifyData(data, signature, HashAlgorithmName.SHA256);
    }

    static bool IsSignedByRsa(byte[] data, byte[] signature, SigningKey key)
    {
        using var algorithm = RSA.Create(new RSAParameters
        {
            Modulus = Base64Url.DecodeFromChars(key.Modulus),
            Exponent = Base64Url.DecodeFromChars(key.Exponent),
        });
        return algorithm.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    // With several audiences, the authorized party must be us; one audience may come as a list of one.
    bool IsForUs(Dictionary<string, JsonElement> claims)
    {
        if (!claims.TryGetValue("aud", out var audience))
            return false;
        if (audience.ValueKind is not JsonValueKind.Array)
            return audience.GetString() == clientId;

        var all = audience.EnumerateArray().Select(one => one.GetString()).ToList();
        return all.Contains(clientId) && (all.Count == 1 || Text(claims, "azp") == clientId);
    }

    static Dictionary<string, JsonElement> Read(string part) =>
        JsonSerializer.Deserialize(Base64Url.DecodeFromChars(part), OpenIdJson.Default.DictionaryStringJsonElement)!;

    static string? Text(Dictionary<string, JsonElement> claims, string name) =>
        claims.TryGetValue(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    static DateTimeOffset Time(Dictionary<string, JsonElement> claims, string name) =>
        claims.TryGetValue(name, out var value) && value.TryGetInt64(out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw new OpenIdException($"The id token has no {name}.");

    static void Require(bool condition, string what)
    {
        if (!condition)
            throw new OpenIdException($"The id token's {what} is wrong.");
    }
}
