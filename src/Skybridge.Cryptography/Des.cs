using System.Buffers.Binary;

namespace Skybridge.Cryptography;

/// <summary>One block of DES decryption or encryption, for the RID layer of replicated NT hashes.</summary>
/// <remarks>
/// [FIPS 46-3]. The framework's DES refuses weak keys and leans on what the host's policy still provides; the keys
/// here are derived from account RIDs and cannot be chosen. Bits are numbered from 1, the most significant, as in the standard.
/// </remarks>
static class Des
{
    /// <summary>The length of a key and of a block in bytes.</summary>
    public const int BlockSize = 8;

    const int Rounds = 16;

    static readonly uint[] SubstitutedAndPermuted = BuildRoundTables();

    static ReadOnlySpan<byte> KeyChoice1 =>
    [
        57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36,
        63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4,
    ];

    static ReadOnlySpan<byte> KeyChoice2 =>
    [
        14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2,
        41, 52, 31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
    ];

    static ReadOnlySpan<byte> KeyShifts => [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1];

    static ReadOnlySpan<byte> RoundPermutation =>
    [
        16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25,
    ];

    static ReadOnlySpan<byte> SubstitutionBoxes =>
    [
        14, 4, 13, 1, 2, 15, 11, 8, 3, 10, 6, 12, 5, 9, 0, 7, 0, 15, 7, 4, 14, 2, 13, 1, 10, 6, 12, 11, 9, 5, 3, 8,
        4, 1, 14, 8, 13, 6, 2, 11, 15, 12, 9, 7, 3, 10, 5, 0, 15, 12, 8, 2, 4, 9, 1, 7, 5, 11, 3, 14, 10, 0, 6, 13,
        15, 1, 8, 14, 6, 11, 3, 4, 9, 7, 2, 13, 12, 0, 5, 10, 3, 13, 4, 7, 15, 2, 8, 14, 12, 0, 1, 10, 6, 9, 11, 5,
        0, 14, 7, 11, 10, 4, 13, 1, 5, 8, 12, 6, 9, 3, 2, 15, 13, 8, 10, 1, 3, 15, 4, 2, 11, 6, 7, 12, 0, 5, 14, 9,
        10, 0, 9, 14, 6, 3, 15, 5, 1, 13, 12, 7, 11, 4, 2, 8, 13, 7, 0, 9, 3, 4, 6, 10, 2, 8, 5, 14, 12, 11, 15, 1,
        13, 6, 4, 9, 8, 15, 3, 0, 11, 1, 2, 12, 5, 10, 14, 7, 1, 10, 13, 0, 6, 9, 8, 7, 4, 15, 14, 3, 11, 5, 2, 12,
        7, 13, 14, 3, 0, 6, 9, 10, 1, 2, 8, 5, 11, 12, 4, 15, 13, 8, 11, 5, 6, 15, 0, 3, 4, 7, 2, 12, 1, 10, 14, 9,
        10, 6, 9, 0, 12, 11, 7, 13, 15, 1, 3, 14, 5, 2, 8, 4, 3, 15, 0, 6, 10, 1, 13, 8, 9, 4, 5, 11, 12, 7, 2, 14,
        2, 12, 4, 1, 7, 10, 11, 6, 8, 5, 3, 15, 13, 0, 14, 9, 14, 11, 2, 12, 4, 7, 13, 1, 5, 0, 15, 10, 3, 9, 8, 6,
        4, 2, 1, 11, 10, 13, 7, 8, 15, 9, 12, 5, 6, 3, 0, 14, 11, 8, 12, 7, 1, 14, 2, 13, 6, 15, 0, 9, 10, 4, 5, 3,
        12, 1, 10, 15, 9, 2, 6, 8, 0, 13, 3, 4, 14, 7, 5, 11, 10, 15, 4, 2, 7, 12, 9, 5, 6, 1, 13, 14, 0, 11, 3, 8,
        9, 14, 15, 5, 2, 8, 12, 3, 7, 0, 4, 10, 1, 13, 11, 6, 4, 3, 2, 12, 9, 5, 15, 10, 11, 14, 1, 7, 6, 0, 8, 13,
        4, 11, 2, 14, 15, 0, 8, 13, 3, 12, 9, 7, 5, 10, 6, 1, 13, 0, 11, 7, 4, 9, 1, 10, 14, 3, 5, 12, 2, 15, 8, 6,
        1, 4, 11, 13, 12, 3, 7, 14, 10, 15, 6, 8, 0, 5, 9, 2, 6, 11, 13, 8, 1, 4, 10, 7, 9, 5, 0, 15, 14, 2, 3, 12,
        13, 2, 8, 4, 6, 15, 11, 1, 10, 9, 3, 14, 5, 0, 12, 7, 1, 15, 13, 8, 10, 3, 7, 4, 12, 5, 6, 11, 0, 14, 9, 2,
        7, 11, 4, 1, 9, 12, 14, 2, 0, 6, 10, 13, 15, 3, 5, 8, 2, 1, 14, 7, 4, 10, 8, 13, 15, 12, 9, 0, 3, 5, 6, 11,
    ];

    /// <summary>Decrypts one block.</summary>
    public static void Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> source, Span<byte> destination) =>
        Transform(key, source, destination, decrypt: true);

    /// <summary>Encrypts one block.</summary>
    public static void Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> source, Span<byte> destination) =>
        Transform(key, source, destination, decrypt: false);

    static void Transform(ReadOnlySpan<byte> key, ReadOnlySpan<byte> source, Span<byte> destination, bool decrypt)
    {
        Span<ulong> roundKeys = stackalloc ulong[Rounds];
        ExpandKey(BinaryPrimitives.ReadUInt64BigEndian(key), roundKeys);

        var left = BinaryPrimitives.ReadUInt32BigEndian(source);
        var right = BinaryPrimitives.ReadUInt32BigEndian(source[4..]);
        InitialPermutation(ref left, ref right);
        for (var round = 0; round < Rounds; round++)
            (left, right) = (right, left ^ Feistel(right, roundKeys[decrypt ? Rounds - 1 - round : round]));

        FinalPermutation(ref right, ref left);
        BinaryPrimitives.WriteUInt32BigEndian(destination, right);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], left);
        roundKeys.Clear();
    }

    static uint Feistel(uint half, ulong roundKey)
    {
        uint result = 0;
        // Box i sees bits 4i..4i+5 of the half (numbered from 1 and wrapping round: the expansion of the standard).
        var rotated = ulong.RotateLeft(((ulong)half << 32) | half, 31);
        for (var box = 0; box < 8; box++)
        {
            var six = (int)((rotated >> (58 - (4 * box))) & 0x3f) ^ (int)((roundKey >> (42 - (6 * box))) & 0x3f);
            result |= SubstitutedAndPermuted[(box << 6) | six];
        }

        return result;
    }

    static void ExpandKey(ulong key, Span<ulong> roundKeys)
    {
        ulong chosen = 0;
        foreach (var bit in KeyChoice1)
            chosen = (chosen << 1) | ((key >> (64 - bit)) & 1);

        var (c, d) = ((uint)(chosen >> 28), (uint)chosen & 0xfffffff);
        for (var round = 0; round < Rounds; round++)
        {
            c = Rotate28(c, KeyShifts[round]);
            d = Rotate28(d, KeyShifts[round]);
            var joined = ((ulong)c << 28) | d;
            ulong roundKey = 0;
            foreach (var bit in KeyChoice2)
                roundKey = (roundKey << 1) | ((joined >> (56 - bit)) & 1);
            roundKeys[round] = roundKey;
        }
    }

    static uint Rotate28(uint value, int count) => ((value << count) | (value >> (28 - count))) & 0xfffffff;

    static void InitialPermutation(ref uint left, ref uint right)
    {
        SwapBits(ref left, ref right, 4, 0x0f0f0f0f);
        SwapBits(ref left, ref right, 16, 0x0000ffff);
        SwapBits(ref right, ref left, 2, 0x33333333);
        SwapBits(ref right, ref left, 8, 0x00ff00ff);
        SwapBits(ref left, ref right, 1, 0x55555555);
    }

    static void FinalPermutation(ref uint left, ref uint right)
    {
        SwapBits(ref left, ref right, 1, 0x55555555);
        SwapBits(ref right, ref left, 8, 0x00ff00ff);
        SwapBits(ref right, ref left, 2, 0x33333333);
        SwapBits(ref left, ref right, 16, 0x0000ffff);
        SwapBits(ref left, ref right, 4, 0x0f0f0f0f);
    }

    static void SwapBits(ref uint first, ref uint second, int distance, uint mask)
    {
        var difference = ((first >> distance) ^ second) & mask;
        second ^= difference;
        first ^= difference << distance;
    }

    static uint[] BuildRoundTables()
    {
        var tables = new uint[8 * 64];
        for (var box = 0; box < 8; box++)
        {
            for (var six = 0; six < 64; six++)
            {
                var row = ((six >> 4) & 2) | (six & 1);
                var value = (uint)SubstitutionBoxes[(box * 64) + (row * 16) + ((six >> 1) & 0xf)] << (28 - (4 * box));
                uint permuted = 0;
                foreach (var bit in RoundPermutation)
                    permuted = (permuted << 1) | ((value >> (32 - bit)) & 1);
                tables[(box << 6) | six] = permuted;
            }
        }

        return tables;
    }
}
