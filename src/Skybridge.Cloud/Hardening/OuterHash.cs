using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;
using Skybridge.Cloud.Hardening.Argon;
using Skybridge.Contract;
using Argon2id = Skybridge.Cloud.Hardening.Argon.Argon2id;

namespace Skybridge.Cloud.Hardening;

/// <summary>The memory-hard function around a verifier: what a stolen database costs to guess at.</summary>
/// <remarks>Our own where the processor can and a self-test against the library agrees, which is tried once; else the library's.</remarks>
static class OuterHash
{
    public const int SaltSize = 16;
    public const int Size = 32;

    /// <summary>What ours works in; null where the library is needed.</summary>
    internal static readonly ArgonMemories? Memories = ArgonBlock.IsSupported && PassesSelfTest() ? new(TimeProvider.System) : null;

    /// <summary>Derives; about 10 ms (by the library 20) and the whole memory of <paramref name="parameters"/>, so that callers take turns.</summary>
    public static byte[] Derive(PasswordVerifier inner, ReadOnlySpan<byte> salt, OuterHashParameters parameters)
    {
        // The whole text, so that salt and iteration count of the verifier are bound as well.
        var password = Encoding.ASCII.GetBytes(inner.Encode());
        try
        {
            var blocks = parameters.MemoryMiB * 1024;
            return Memories is null ? ByLibrary(password, salt, blocks, parameters.Passes) : ByOurs(Memories, password, salt, blocks, parameters.Passes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
        }
    }

    /// <summary>By libsodium.</summary>
    internal static byte[] ByLibrary(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int blocks, int passes) =>
        PasswordBasedKeyDerivationAlgorithm
            .Argon2id(new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = blocks, NumberOfPasses = passes })
            .DeriveBytes(password, salt, Size);

    /// <summary>By <see cref="Argon2id"/>.</summary>
    internal static byte[] ByOurs(ArgonMemories memories, ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int blocks, int passes)
    {
        var key = new byte[Size];
        using var memory = memories.Borrow(blocks);
        Argon2id.Derive(password, salt, memory.Span, passes, key);
        return key;
    }

    // More than two rounds of addresses in a slice, and every kind of pass.
    static bool PassesSelfTest()
    {
        const int blocks = 1200;
        const int passes = 2;
        var (password, salt) = (RandomNumberGenerator.GetBytes(100), RandomNumberGenerator.GetBytes(SaltSize));
        return ByOurs(new ArgonMemories(TimeProvider.System), password, salt, blocks, passes).AsSpan().SequenceEqual(ByLibrary(password, salt, blocks, passes));
    }
}
