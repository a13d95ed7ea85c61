using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Skybridge.Cloud.Hardening;
using Skybridge.Cloud.Hardening.Argon;

namespace Skybridge.Tests.Cloud;

/// <summary>Our Argon2id says what others say, and leaves nothing in the memory that it used.</summary>
public class Argon2idTests
{
    const int Minute = 60;

    readonly FakeTimeProvider _time = new();

    public Argon2idTests() => Assert.SkipUnless(ArgonBlock.IsSupported, "This processor lacks AVX2: the library derives.");

    /// <summary>Of the reference implementation's own command line: argon2 SALT -id -t PASSES -k KIB -p 1 -l 32 -r.</summary>
    [Theory]
    [InlineData("password", "somesalt", 8, 1, "f137f8e186a403a679ccd0606e5ab5dcdafe43c1640855ac8c6e33e9bd63eeb3")]
    [InlineData("password", "somesalt", 1024, 3, "85349f834f99c54540e80cbc12dd35b1e36ddadc754f5f178797a5c4d86b3499")]
    [InlineData("a longer one", "0123456789abcdef", 65536, 2, "b21ada3f6354010e2933a98d5e6e584faca2d4313b4e0f31f6cc10e62090c362")]
    public void Vectors(string password, string salt, int blocks, int passes, string expected) =>
        Assert.Equal(expected, Convert.ToHexStringLower(Ours(Bytes(password), Bytes(salt), blocks, passes)));

    [Theory]
    [InlineData(8, 1)]
    [InlineData(12, 5)]
    [InlineData(508, 1)]
    [InlineData(512, 2)]
    [InlineData(516, 16)]
    [InlineData(4096, 1)]
    [InlineData(19456, 2)]
    [InlineData(33_000, 3)]
    public void The_library_says_the_same(int blocks, int passes)
    {
        for (var length = 0; length < 300; length += blocks > 1000 ? 150 : 13)
        {
            var (password, salt) = (RandomNumberGenerator.GetBytes(length), RandomNumberGenerator.GetBytes(OuterHash.SaltSize));

            Assert.Equal(OuterHash.ByLibrary(password, salt, blocks, passes), Ours(password, salt, blocks, passes));
        }
    }

    [Theory]
    [InlineData(32)]
    [InlineData(48)]
    [InlineData(64)]
    public void Keys_of_other_lengths(int size)
    {
        using var memory = new ArgonMemories(_time).Borrow(64);
        var (key, algorithm) = (new byte[size], NSec.Cryptography.PasswordBasedKeyDerivationAlgorithm.Argon2id(new() { DegreeOfParallelism = 1, MemorySize = 64, NumberOfPasses = 2 }));

        Argon2id.Derive(Bytes("password"), Bytes("0123456789abcdef"), memory.Span, 2, key);

        Assert.Equal(algorithm.DeriveBytes(Bytes("password"), Bytes("0123456789abcdef"), size), key);
    }

    [Fact]
    public void Nothing_is_left_in_the_memory()
    {
        var memories = new ArgonMemories(_time);
        using (var memory = memories.Borrow(1024))
            memory.Span.Fill(Vector256<ulong>.AllBitsSet);

        OuterHash.ByOurs(memories, Bytes("password"), Bytes("0123456789abcdef"), 1024, 2);

        using var same = memories.Borrow(1024);
        Assert.Equal(0, memories.Count);
        Assert.False(MemoryMarshal.AsBytes(same.Span).ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void What_memory_held_before_changes_nothing()
    {
        var memories = new ArgonMemories(_time);
        var first = OuterHash.ByOurs(memories, Bytes("password"), Bytes("0123456789abcdef"), 1024, 2);
        using (var memory = memories.Borrow(1024))
            RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(memory.Span));

        Assert.Equal(first, OuterHash.ByOurs(memories, Bytes("password"), Bytes("0123456789abcdef"), 1024, 2));
    }

    [Fact]
    public void Memory_is_kept_while_it_is_used_and_let_go_afterwards()
    {
        var memories = new ArgonMemories(_time);
        var loans = Enumerable.Range(0, Environment.ProcessorCount + 5).Select(_ => memories.Borrow(8)).ToList();
        loans.ForEach(loan => loan.Dispose());
        Assert.Equal(Environment.ProcessorCount + 1, memories.Count);

        memories.Borrow(16).Dispose();
        Assert.Equal(Environment.ProcessorCount + 1, memories.Count);

        _time.Advance(TimeSpan.FromSeconds(Minute + 1));
        memories.Borrow(16).Dispose();
        Assert.Equal(1, memories.Count);
        Assert.Equal(16 * ArgonBlock.Size, MemoryMarshal.AsBytes(memories.Borrow(16).Span).Length);
    }

    [Fact]
    public void Pieces_begin_at_a_cache_line_and_none_is_lent_twice()
    {
        var memories = new ArgonMemories(_time);
        using var one = memories.Borrow(8);
        using var other = memories.Borrow(8);

        Assert.False(MemoryMarshal.AsBytes(one.Span).Overlaps(MemoryMarshal.AsBytes(other.Span)));
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Equal(0, AddressOf(memories.Borrow(8)) % 64));
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(10, 1)]
    [InlineData(8, 0)]
    public void Costs_that_cannot_be_are_refused(int blocks, int passes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Ours(Bytes("password"), Bytes("somesalt"), blocks, passes));

    /// <summary>On the machines that this is made for; where it is not so, sign-ins cost twice as much and nothing else.</summary>
    [Fact]
    public void Ours_is_used_where_the_processor_can() => Assert.Equal(Avx2.IsSupported, OuterHash.Memories is not null);

    byte[] Ours(byte[] password, byte[] salt, int blocks, int passes) => OuterHash.ByOurs(new ArgonMemories(_time), password, salt, blocks, passes);

    static long AddressOf(ArgonMemories.Loan loan)
    {
        ref var first = ref MemoryMarshal.GetReference(loan.Span);
        return Unsafe.ByteOffset(ref Unsafe.NullRef<Vector256<ulong>>(), ref first);
    }

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
