using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Skybridge.Cryptography;

/// <summary>The MD4 message digest, which .NET does not ship and the NT hash is made of.</summary>
/// <remarks>[RFC 1320]. Not for new designs: collisions are found by hand.</remarks>
public static class Md4
{
    /// <summary>The length of a digest in bytes.</summary>
    public const int HashSize = 16;

    const int BlockSize = 64;

    /// <summary>Digests <paramref name="source"/> into the first 16 bytes of <paramref name="destination"/>.</summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is shorter than 16 bytes.</exception>
    public static void HashData(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (destination.Length < HashSize)
            throw new ArgumentException($"An MD4 digest needs {HashSize} bytes.", nameof(destination));

        Span<uint> state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
        var rest = source;
        for (; rest.Length >= BlockSize; rest = rest[BlockSize..])
            Compress(state, rest[..BlockSize]);

        // Padding: 80, zeros, the length in bits as u64; one block, or two when the length does not fit behind the rest.
        Span<byte> tail = stackalloc byte[2 * BlockSize];
        tail.Clear();
        rest.CopyTo(tail);
        tail[rest.Length] = 0x80;
        var padded = rest.Length < BlockSize - 8 ? BlockSize : 2 * BlockSize;
        BinaryPrimitives.WriteUInt64LittleEndian(tail[(padded - 8)..], (ulong)source.Length * 8);
        Compress(state, tail[..BlockSize]);
        if (padded > BlockSize)
            Compress(state, tail.Slice(BlockSize, BlockSize));

        for (var i = 0; i < state.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(destination[(4 * i)..], state[i]);
        CryptographicOperations.ZeroMemory(tail);
        state.Clear();
    }

    static void Compress(Span<uint> state, ReadOnlySpan<byte> block)
    {
        Span<uint> x = stackalloc uint[16];
        for (var i = 0; i < x.Length; i++)
            x[i] = BinaryPrimitives.ReadUInt32LittleEndian(block[(4 * i)..]);

        var (a, b, c, d) = (state[0], state[1], state[2], state[3]);
        for (var i = 0; i < 16; i += 4)
        {
            a = BitOperations.RotateLeft(a + F(b, c, d) + x[i], 3);
            d = BitOperations.RotateLeft(d + F(a, b, c) + x[i + 1], 7);
            c = BitOperations.RotateLeft(c + F(d, a, b) + x[i + 2], 11);
            b = BitOperations.RotateLeft(b + F(c, d, a) + x[i + 3], 19);
        }

        for (var i = 0; i < 4; i++)
        {
            a = BitOperations.RotateLeft(a + G(b, c, d) + x[i] + 0x5a827999, 3);
            d = BitOperations.RotateLeft(d + G(a, b, c) + x[i + 4] + 0x5a827999, 5);
            c = BitOperations.RotateLeft(c + G(d, a, b) + x[i + 8] + 0x5a827999, 9);
            b = BitOperations.RotateLeft(b + G(c, d, a) + x[i + 12] + 0x5a827999, 13);
        }

        ReadOnlySpan<byte> order = [0, 2, 1, 3];
        foreach (var i in order)
        {
            a = BitOperations.RotateLeft(a + H(b, c, d) + x[i] + 0x6ed9eba1, 3);
            d = BitOperations.RotateLeft(d + H(a, b, c) + x[i + 8] + 0x6ed9eba1, 9);
            c = BitOperations.RotateLeft(c + H(d, a, b) + x[i + 4] + 0x6ed9eba1, 11);
            b = BitOperations.RotateLeft(b + H(c, d, a) + x[i + 12] + 0x6ed9eba1, 15);
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        x.Clear();
    }

    static uint F(uint x, uint y, uint z) => (x & y) | (~x & z);

    static uint G(uint x, uint y, uint z) => (x & y) | (x & z) | (y & z);

    static uint H(uint x, uint y, uint z) => x ^ y ^ z;
}
