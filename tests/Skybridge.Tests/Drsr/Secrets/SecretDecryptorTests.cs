using System.Globalization;
using CsCheck;
using Skybridge.Cryptography;
using Skybridge.Drsr.Secrets;
using Skybridge.Tests.Fakes;
using Skybridge.Tests.Vectors;

namespace Skybridge.Tests.Drsr.Secrets;

public class SecretDecryptorTests
{
    [Fact]
    public void A_real_secret_opens()
    {
        foreach (var vector in Vector.Read("replicated-secret.txt"))
            Assert.Equal(vector["expect"], Convert.ToHexStringLower(Open(vector.Bytes("key"), vector.Bytes("payload"), Rid(vector))));
    }

    [Fact]
    public void A_wrong_key_is_noticed_and_gives_nothing()
    {
        foreach (var vector in Vector.Read("replicated-secret.txt"))
        {
            var hash = new byte[NtHash.Size];
            using var decryptor = new SecretDecryptor(new SecretBytes(new byte[32]));

            var error = Assert.Throws<SecretException>(() => decryptor.DecryptNtHash(vector.Bytes("payload"), Rid(vector), hash));

            Assert.Equal("A replicated secret does not open with the session key: its checksum is wrong.", error.Message);
            Assert.Equal(new byte[NtHash.Size], hash);
        }
    }

    [Fact]
    public void Every_flipped_bit_is_noticed()
    {
        var vector = Vector.Read("replicated-secret.txt")[0];
        for (var bit = 0; bit < 36 * 8; bit++)
        {
            var payload = vector.Bytes("payload");
            payload[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.Throws<SecretException>(() => Open(vector.Bytes("key"), payload, Rid(vector)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(35)]
    [InlineData(37)]
    [InlineData(2000)]
    public void Another_length_is_refused(int length)
    {
        var error = Assert.Throws<SecretException>(() => Open(new byte[32], new byte[length], 1000));

        Assert.Equal($"A replicated NT hash has 36 bytes, not {length}.", error.Message);
    }

    /// <summary>The RID is not checked by anything: a wrong one gives a wrong hash, silently. Hence it is taken from the object's own name.</summary>
    [Fact]
    public void A_wrong_rid_opens_to_something_else()
    {
        var vector = Vector.Read("replicated-secret.txt")[0];

        Assert.NotEqual(vector["expect"], Convert.ToHexStringLower(Open(vector.Bytes("key"), vector.Bytes("payload"), Rid(vector) + 1)));
    }

    [Fact]
    public void What_the_fake_wraps_opens() =>
        Gen.Select(Gen.Byte.Array[16], Gen.UInt, Gen.Byte.Array[16, 32]).Sample(
            (hash, rid, key) => Assert.Equal(hash, Open(key, FakeSecrets.Wrap(hash, rid, key), rid)));

    [Fact]
    public void Disposing_wipes_the_session_key()
    {
        var key = new SecretBytes([1, 2, 3]);
        var memory = key.Span;

        new SecretDecryptor(key).Dispose();

        Assert.Equal([0, 0, 0], memory.ToArray());
    }

    static byte[] Open(byte[] key, byte[] payload, uint rid)
    {
        using var decryptor = new SecretDecryptor(new SecretBytes(key));
        var hash = new byte[NtHash.Size];
        decryptor.DecryptNtHash(payload, rid, hash);
        return hash;
    }

    static uint Rid(Vector vector) => uint.Parse(vector["rid"], CultureInfo.InvariantCulture);
}
