using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Skybridge.Contract;

namespace Skybridge.Sync.Cloud;

/// <summary>Who this agent is towards the cloud: a name and a key of its own, whose private half never leaves it.</summary>
/// <remarks>[RFC 7523] a signed assertion instead of a shared secret; ES256 ([RFC 7518] 3.4).</remarks>
public sealed class AgentIdentity(string agentId, ECDsa key) : IDisposable
{
    static readonly TimeSpan Validity = TimeSpan.FromMinutes(2);

    /// <summary>The name that the cloud gave it at enrolment.</summary>
    public string AgentId => agentId;

    /// <summary>Creates a key for an agent that is about to enrol.</summary>
    public static ECDsa CreateKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The public half.</summary>
    public static AgentPublicKey PublicKeyOf(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new AgentPublicKey { X = Base64Url.EncodeToString(point.X), Y = Base64Url.EncodeToString(point.Y) };
    }

    /// <summary>A one-time assertion for the token endpoint.</summary>
    /// <param name="audience">The cloud's issuer.</param>
    /// <param name="now">The time.</param>
    public string CreateAssertion(string audience, DateTimeOffset now)
    {
        var header = new JsonObject { ["alg"] = "ES256", ["typ"] = "client-authentication+jwt" };
        var payload = new JsonObject
        {
            ["iss"] = agentId,
            ["sub"] = agentId,
            ["aud"] = audience,
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Validity).ToUnixTimeSeconds(),
        };
        var signed = $"{Encode(header)}.{Encode(payload)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>Forgets the key.</summary>
    public void Dispose() => key.Dispose();

    static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
