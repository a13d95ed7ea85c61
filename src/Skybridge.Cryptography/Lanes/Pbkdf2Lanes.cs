using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Skybridge.Cryptography.Lanes;

/// <summary>PBKDF2-HMAC-SHA256 for as many passwords at once as <typeparamref name="T"/> has lanes.</summary>
/// <remarks>[RFC 8018] 5.2, for keys of one SHA-256 block and one block of output: the shape of a password verifier.</remarks>
static class Pbkdf2Lanes<T>
    where T : unmanaged, ILanes<T>
{
    const uint InnerPad = 0x36363636;
    const uint OuterPad = 0x5c5c5c5c;

    /// <summary>Derives one 32-byte key per lane.</summary>
    /// <param name="passwords">One 64-byte password after another, one per lane.</param>
    /// <param name="salts">One salt after another, all <paramref name="saltLength"/> bytes long (at most 51).</param>
    /// <param name="saltLength">Bytes per salt.</param>
    /// <param name="iterations">The iteration count.</param>
    /// <param name="keys">Receives one 32-byte key after another.</param>
    public static void Derive(ReadOnlySpan<byte> passwords, ReadOnlySpan<byte> salts, int saltLength, int iterations, Span<byte> keys)
    {
        Span<T> work = stackalloc T[(3 * Sha256Lanes<T>.StateWords) + Sha256Lanes<T>.BlockWords + Sha256Lanes<T>.StateWords];
        var inner = work[..8];
        var outer = work.Slice(8, 8);
        var sum = work.Slice(16, 8);
        var block = work.Slice(24, 16);
        var digest = work.Slice(40, 8);

        KeyState(passwords, InnerPad, block, inner);
        KeyState(passwords, OuterPad, block, outer);

        LoadFirstBlock(salts, saltLength, block);
        Sha256Lanes<T>.Compress(inner, block, digest);
        Finish(outer, block, digest);
        digest.CopyTo(sum);

        for (var i = 1; i < iterations; i++)
        {
            LoadDigest(digest, block);
            Sha256Lanes<T>.Compress(inner, block, digest);
            Finish(outer, block, digest);
            for (var n = 0; n < Sha256Lanes<T>.StateWords; n++)
                sum[n] = T.Xor(sum[n], digest[n]);
        }

        Store(sum, keys);
        work.Clear();
    }

    static void Finish(ReadOnlySpan<T> outer, Span<T> block, Span<T> digest)
    {
        LoadDigest(digest, block);
        Sha256Lanes<T>.Compress(outer, block, digest);
    }

    // A digest behind a key block: 32 bytes, 80, zeros, the length of both (96 bytes) in bits.
    static void LoadDigest(ReadOnlySpan<T> digest, Span<T> block)
    {
        digest.CopyTo(block);
        block[8] = T.Broadcast(0x80000000);
        for (var i = 9; i < 15; i++)
            block[i] = T.Broadcast(0);
        block[15] = T.Broadcast(96 * 8);
    }

    static void KeyState(ReadOnlySpan<byte> passwords, uint pad, Span<T> block, Span<T> state)
    {
        LoadWords(passwords, 64, block);
        for (var i = 0; i < block.Length; i++)
            block[i] = T.Xor(block[i], T.Broadcast(pad));

        Span<T> start = stackalloc T[Sha256Lanes<T>.StateWords];
        Sha256Lanes<T>.Initialize(start);
        Sha256Lanes<T>.Compress(start, block, state);
    }

    // Salt, the block number 1, and the padding behind a key block.
    static void LoadFirstBlock(ReadOnlySpan<byte> salts, int saltLength, Span<T> block)
    {
        Span<byte> blocks = stackalloc byte[64 * T.Count];
        blocks.Clear();
        for (var lane = 0; lane < T.Count; lane++)
        {
            var target = blocks.Slice(64 * lane, 64);
            salts.Slice(saltLength * lane, saltLength).CopyTo(target);
            target[saltLength + 3] = 1;
            target[saltLength + 4] = 0x80;
            BinaryPrimitives.WriteUInt64BigEndian(target[56..], (ulong)(64 + saltLength + 4) * 8);
        }

        LoadWords(blocks, 64, block);
    }

    static void LoadWords(ReadOnlySpan<byte> source, int stride, Span<T> words)
    {
        Span<uint> lanes = stackalloc uint[T.Count];
        for (var i = 0; i < words.Length; i++)
        {
            for (var lane = 0; lane < T.Count; lane++)
                lanes[lane] = BinaryPrimitives.ReadUInt32BigEndian(source[((stride * lane) + (4 * i))..]);
            words[i] = T.Load(lanes);
        }

        lanes.Clear();
    }

    static void Store(ReadOnlySpan<T> words, Span<byte> keys)
    {
        Span<uint> lanes = stackalloc uint[T.Count];
        for (var i = 0; i < words.Length; i++)
        {
            T.Store(words[i], lanes);
            for (var lane = 0; lane < T.Count; lane++)
                BinaryPrimitives.WriteUInt32BigEndian(keys[((32 * lane) + (4 * i))..], lanes[lane]);
        }

        CryptographicOperations.ZeroMemory(System.Runtime.InteropServices.MemoryMarshal.AsBytes(lanes));
    }
}
