using System.Security.Cryptography;
using System.Text.Json;
using Skybridge.Contract;
using Skybridge.Cryptography;
using Skybridge.Tests.Vectors;

namespace Skybridge.Tests.Contract;

public class PasswordVerifierTests
{
    const string Salt = "60eaffd2c886b419df7a";
    const string Hash = "ab9c532104713157395a70da85cc8a1b418508753c6997f02341d541328ef16b";

    [Fact]
    public void Published_verifiers_match_their_hash_whatever_their_iteration_count()
    {
        foreach (var vector in Vector.Read("pph1.txt"))
        {
            using var hash = new NtHash(vector.Bytes("nt"));

            Assert.True(PasswordVerifier.TryParse(vector["expect"], out var verifier));

            Assert.True(verifier.Matches(hash));
            Assert.Equal(vector["expect"], verifier.Encode());
        }
    }

    [Fact]
    public void Another_hash_does_not_match()
    {
        using var right = NtHash.FromPassword("right");
        using var wrong = NtHash.FromPassword("Right");

        var verifier = PasswordVerifier.Derive(right);

        Assert.True(verifier.Matches(right));
        Assert.False(verifier.Matches(wrong));
    }

    [Fact]
    public void Many_at_once_each_match_their_own_hash_with_their_own_salt()
    {
        var hashes = RandomNumberGenerator.GetBytes(37 * NtHash.Size);

        var verifiers = PasswordVerifier.DeriveMany(hashes);

        Assert.Equal(37, verifiers.Select(verifier => verifier.Encode()[12..32]).Distinct().Count());
        for (var i = 0; i < verifiers.Count; i++)
        {
            using var hash = new NtHash(hashes.AsSpan(i * NtHash.Size, NtHash.Size));
            Assert.True(verifiers[i].Matches(hash));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("v1;PPH1_MD4,;")]
    [InlineData($"v1;PPH1_MD4,{Salt},1000,{Hash}")]
    [InlineData($"v2;PPH1_MD4,{Salt},1000,{Hash};")]
    [InlineData($"v1;PPH1_MD4,{Salt},0,{Hash};")]
    [InlineData($"v1;PPH1_MD4,{Salt},-1,{Hash};")]
    [InlineData($"v1;PPH1_MD4,{Salt},01000,{Hash};")]
    [InlineData($"v1;PPH1_MD4,{Salt},1000001,{Hash};")]
    [InlineData($"v1;PPH1_MD4,{Salt},99999999999,{Hash};")]
    [InlineData($"v1;PPH1_MD4,{Salt},1000,{Hash}00;")]
    [InlineData($"v1;PPH1_MD4,{Salt},1000,{Hash},;")]
    [InlineData($"v1;PPH1_MD4,,1000,{Hash};")]
    [InlineData($"v1;PPH1_MD4,{Salt}x,1000,{Hash};")]
    [InlineData($"v1;PPH1_MD4,{Salt},1000,zz;")]
    public void What_is_not_a_verifier_is_refused(string text) => Assert.False(PasswordVerifier.TryParse(text, out _));

    [Fact]
    public void Its_text_form_shows_nothing()
    {
        using var hash = NtHash.FromPassword("right");

        Assert.Equal("[password verifier]", PasswordVerifier.Derive(hash).ToString());
    }

    [Fact]
    public void An_error_in_json_does_not_repeat_what_was_there()
    {
        const string json = $$$"""{"version":{"epoch":0,"password":{"version":1,"time":"2026-01-01T00:00:00Z","invocationId":"5bd1a6a4-5c9f-4f57-b4cf-7b2f0a2b0d5e","usn":1},"lastSet":{"version":1,"time":"2026-01-01T00:00:00Z","invocationId":"5bd1a6a4-5c9f-4f57-b4cf-7b2f0a2b0d5e","usn":1}},"verifier":"{{{Hash}}}"}""";

        var error = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, ContractJson.Default.PasswordChange));

        Assert.DoesNotContain(Hash, error.ToString());
    }
}
