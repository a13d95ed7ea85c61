using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using Skybridge.Cryptography;
using Skybridge.Cryptography.Lanes;

namespace Skybridge.Tests.Cryptography;

public class Pbkdf2Tests
{
    delegate void Lanes(ReadOnlySpan<byte> passwords, ReadOnlySpan<byte> salts, int saltLength, int iterations, Span<byte> keys);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1000)]
    [InlineData(16, 2)]
    [InlineData(17, 1000)]
    [InlineData(40, 1000)]
    public void Many_at_once_equal_the_framework_one_by_one(int count, int iterations)
    {
        var passwords = RandomNumberGenerator.GetBytes(count * Pbkdf2.PasswordSize);
        var salts = RandomNumberGenerator.GetBytes(count * 10);
        var keys = new byte[count * Pbkdf2.KeySize];

        Pbkdf2.DeriveMany(passwords, salts, iterations, keys);

        AssertEqualToFramework(count, iterations, passwords, salts, keys);
    }

    [Fact]
    public void Every_width_that_the_processor_has_equals_the_framework()
    {
        AssertWidth(Lanes4.Count, Pbkdf2Lanes<Lanes4>.Derive);
        AssertWidth(Lanes8.Count, Pbkdf2Lanes<Lanes8>.Derive);
        if (Avx512F.IsSupported)
            AssertWidth(Lanes16.Count, Pbkdf2Lanes<Lanes16>.Derive);
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Pbkdf2.DeriveMany(new byte[63], new byte[10], 1, new byte[32]));
        Assert.Throws<ArgumentException>(() => Pbkdf2.DeriveMany(new byte[64], new byte[10], 1, new byte[31]));
        Assert.Throws<ArgumentException>(() => Pbkdf2.DeriveMany(new byte[64], new byte[52], 1, new byte[32]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Pbkdf2.DeriveMany(new byte[64], new byte[10], 0, new byte[32]));
    }

    static void AssertWidth(int width, Lanes derive)
    {
        var passwords = RandomNumberGenerator.GetBytes(width * Pbkdf2.PasswordSize);
        var salts = RandomNumberGenerator.GetBytes(width * 10);
        var keys = new byte[width * Pbkdf2.KeySize];

        derive(passwords, salts, 10, 17, keys);

        AssertEqualToFramework(width, 17, passwords, salts, keys);
    }

    static void AssertEqualToFramework(int count, int iterations, byte[] passwords, byte[] salts, byte[] keys)
    {
        for (var i = 0; i < count; i++)
        {
            var expected = Rfc2898DeriveBytes.Pbkdf2(
                passwords.AsSpan(i * Pbkdf2.PasswordSize, Pbkdf2.PasswordSize),
                salts.AsSpan(i * 10, 10),
                iterations,
                HashAlgorithmName.SHA256,
                Pbkdf2.KeySize);
            Assert.Equal(expected, keys.AsSpan(i * Pbkdf2.KeySize, Pbkdf2.KeySize).ToArray());
        }
    }
}
