using Skybridge.Cryptography;
using Skybridge.Tests.Vectors;

namespace Skybridge.Tests.Cryptography;

public class VectorTests
{
    [Fact]
    public void Md4_matches_the_specification()
    {
        foreach (var vector in Vector.Read("md4.txt"))
        {
            var digest = new byte[Md4.HashSize];

            Md4.HashData(vector.Bytes("input"), digest);

            Assert.Equal(vector["expect"], Convert.ToHexStringLower(digest));
        }
    }

    [Fact]
    public void Rc4_matches_the_specification_and_is_its_own_inverse()
    {
        foreach (var vector in Vector.Read("rc4.txt"))
        {
            var data = vector.Bytes("input");

            Rc4.Transform(vector.Bytes("key"), data);

            Assert.Equal(vector["expect"], Convert.ToHexStringLower(data));
            Rc4.Transform(vector.Bytes("key"), data);
            Assert.Equal(vector.Bytes("input"), data);
        }
    }

    [Fact]
    public void Nt_hash_of_a_password_matches()
    {
        foreach (var vector in Vector.Read("nt-hash.txt"))
        {
            using var hash = NtHash.FromPassword(vector["password"]);

            Assert.Equal(vector["expect"], Convert.ToHexStringLower(hash.Bytes));
        }
    }

    [Fact]
    public void Rid_layer_is_removed_and_added_with_weak_keys_too()
    {
        foreach (var vector in Vector.Read("rid-encryption.txt"))
        {
            var rid = uint.Parse(vector["rid"]);
            var plain = new byte[NtHash.Size];

            RidEncryption.Decrypt(rid, vector.Bytes("input"), plain);

            Assert.Equal(vector["expect"], Convert.ToHexStringLower(plain));
            RidEncryption.Encrypt(rid, plain, plain);
            Assert.Equal(vector.Bytes("input"), plain);
        }
    }

    [Fact]
    public void Des_matches_the_worked_example()
    {
        foreach (var vector in Vector.Read("des.txt"))
        {
            var block = new byte[Des.BlockSize];

            Des.Encrypt(vector.Bytes("key"), vector.Bytes("input"), block);

            Assert.Equal(vector["expect"], Convert.ToHexStringLower(block));
            Des.Decrypt(vector.Bytes("key"), block, block);
            Assert.Equal(vector.Bytes("input"), block);
        }
    }
}
