using System.Buffers.Binary;
using System.Runtime.InteropServices;
using NSec.Cryptography;
using CryptographicOperations = System.Security.Cryptography.CryptographicOperations;
using Words = System.Runtime.Intrinsics.Vector256<ulong>;

namespace Skybridge.Cloud.Hardening.Argon;

/// <summary>Argon2id with one lane over memory that is used again: what makes most of a sign-in's cost, without the system's part of it.</summary>
/// <remarks>
/// [RFC 9106] 3, version 0x13, without key and associated data. A library takes fresh memory for each derivation, and the system fills it with zeros page
/// by page, which took half as long as the derivation itself. Here it is kept, and wiped before it is given back (docs/decisions/0103).
/// </remarks>
static class Argon2id
{
    /// <summary>The number of this variant.</summary>
    public const int Type = 2;

    const int Version = 0x13;
    const int LeastMemory = 2 * ArgonFiller.Slices * ArgonBlock.VectorCount;
    const int LongestHash = 64;

    /// <summary>Derives a key.</summary>
    /// <param name="password">The password, of any length.</param>
    /// <param name="salt">The salt, at least 8 bytes.</param>
    /// <param name="memory">The memory to fill: a multiple of four blocks, at least eight. It is wiped in the end.</param>
    /// <param name="passes">How often to go through it, at least once.</param>
    /// <param name="key">Receives the key: from 32 to 64 bytes.</param>
    public static void Derive(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, Span<Words> memory, int passes, Span<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(memory.Length, LeastMemory);
        ArgumentOutOfRangeException.ThrowIfNotEqual(memory.Length % (ArgonFiller.Slices * ArgonBlock.VectorCount), 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(passes, 1);
        try
        {
            WriteFirstBlocks(password, salt, memory, passes, key.Length);
            new ArgonFiller(memory, passes).Fill();
            LongHash(MemoryMarshal.AsBytes(memory[^ArgonBlock.VectorCount..]), key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(memory));
        }
    }

    // H0, and of it the blocks that everything begins with.
    static void WriteFirstBlocks(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, Span<Words> memory, int passes, int keySize)
    {
        Span<byte> seed = stackalloc byte[LongestHash + (2 * sizeof(int))];
        FirstHash(password, salt, memory.Length / ArgonBlock.VectorCount, passes, keySize, seed[..LongestHash]);
        BinaryPrimitives.WriteInt32LittleEndian(seed[(LongestHash + sizeof(int))..], 0); // The lane.
        for (var i = 0; i < 2; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(seed[LongestHash..], i);
            LongHash(seed, MemoryMarshal.AsBytes(memory.Slice(i * ArgonBlock.VectorCount, ArgonBlock.VectorCount)));
        }

        CryptographicOperations.ZeroMemory(seed);
    }

    static void FirstHash(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int blocks, int passes, int keySize, Span<byte> hash)
    {
        IncrementalHash.Initialize(HashAlgorithm.Blake2b_512, out var state);
        foreach (var number in (ReadOnlySpan<int>)[1, keySize, blocks, passes, Version, Type, password.Length])
            Append(ref state, number);
        IncrementalHash.Update(ref state, password);
        Append(ref state, salt.Length);
        IncrementalHash.Update(ref state, salt);
        Append(ref state, 0); // No key,
        Append(ref state, 0); // and nothing that is associated.
        IncrementalHash.Finalize(ref state, hash);
    }

    static void Append(ref IncrementalHash state, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        IncrementalHash.Update(ref state, bytes);
    }

    // H' of [RFC 9106] 3.3.
    static void LongHash(ReadOnlySpan<byte> data, Span<byte> hash)
    {
        IncrementalHash.Initialize(hash.Length > LongestHash ? HashAlgorithm.Blake2b_512 : new Blake2b(hash.Length), out var state);
        Append(ref state, hash.Length);
        IncrementalHash.Update(ref state, data);
        if (hash.Length <= LongestHash)
        {
            IncrementalHash.Finalize(ref state, hash);
            return;
        }

        Span<byte> link = stackalloc byte[LongestHash];
        Span<byte> next = stackalloc byte[LongestHash];
        IncrementalHash.Finalize(ref state, link);
        for (; hash.Length > LongestHash; hash = hash[(LongestHash / 2)..])
        {
            link[..(LongestHash / 2)].CopyTo(hash);
            var size = Math.Min(LongestHash, hash.Length - (LongestHash / 2));
            new Blake2b(size).Hash(link, next[..size]);
            next.CopyTo(link);
        }

        link[..hash.Length].CopyTo(hash);
        CryptographicOperations.ZeroMemory(link);
        CryptographicOperations.ZeroMemory(next);
    }
}
