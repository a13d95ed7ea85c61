using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Words = System.Runtime.Intrinsics.Vector256<ulong>;

namespace Skybridge.Cloud.Hardening.Argon;

/// <summary>The compression function G of Argon2 over blocks of 1024 bytes, four words of 64 bits at a time.</summary>
/// <remarks>[RFC 9106] 3.5 and 3.6. A block is 32 vectors: eight rows of sixteen words. No branch and no address depends on what is in it.</remarks>
static class ArgonBlock
{
    /// <summary>The length of a block in bytes.</summary>
    public const int Size = 1024;

    /// <summary>The length of a block in words of 64 bits.</summary>
    public const int WordCount = Size / sizeof(ulong);

    /// <summary>The length of a block in vectors.</summary>
    public const int VectorCount = WordCount / 4;

    static Vector256<byte> By24 => Vector256.Create(0x0201_0007_0605_0403UL, 0x0A09_080F_0E0D_0C0BUL, 0x0201_0007_0605_0403UL, 0x0A09_080F_0E0D_0C0BUL).AsByte();

    static Vector256<byte> By16 => Vector256.Create(0x0100_0706_0504_0302UL, 0x0908_0F0E_0D0C_0B0AUL, 0x0100_0706_0504_0302UL, 0x0908_0F0E_0D0C_0B0AUL).AsByte();

    /// <summary>Whether this processor has the instructions.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>Makes a block of two others.</summary>
    /// <param name="previous">The block before it.</param>
    /// <param name="reference">The block that it refers to.</param>
    /// <param name="next">Receives it.</param>
    /// <param name="scratch">Room for one block.</param>
    /// <param name="isOver">Whether what is in <paramref name="next"/> goes into it: in every pass but the first.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // From the first call on.
    public static void Compress(ReadOnlySpan<Words> previous, ReadOnlySpan<Words> reference, Span<Words> next, Span<Words> scratch, bool isOver)
    {
        previous = previous[..VectorCount];
        reference = reference[..VectorCount];
        next = next[..VectorCount];
        scratch = scratch[..VectorCount];
        for (var i = 0; i < VectorCount; i++)
        {
            var mixed = previous[i] ^ reference[i];
            scratch[i] = mixed;
            next[i] = isOver ? next[i] ^ mixed : mixed;
        }

        ref var first = ref scratch[0];
        for (var i = 0; i < VectorCount; i += 8)
            PermuteRows(ref Unsafe.Add(ref first, i));
        for (var i = 0; i < 4; i++)
            PermuteColumns(ref Unsafe.Add(ref first, i));

        for (var i = 0; i < VectorCount; i++)
            next[i] ^= scratch[i];
    }

    // The permutation P on two rows, which are eight vectors in succession.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void PermuteRows(ref Words row)
    {
        var a0 = row;
        var b0 = Unsafe.Add(ref row, 1);
        var c0 = Unsafe.Add(ref row, 2);
        var d0 = Unsafe.Add(ref row, 3);
        var a1 = Unsafe.Add(ref row, 4);
        var b1 = Unsafe.Add(ref row, 5);
        var c1 = Unsafe.Add(ref row, 6);
        var d1 = Unsafe.Add(ref row, 7);

        Mix(ref a0, ref b0, ref c0, ref d0);
        Mix(ref a1, ref b1, ref c1, ref d1);
        Turn(ref b0, ref c0, ref d0);
        Turn(ref b1, ref c1, ref d1);
        Mix(ref a0, ref b0, ref c0, ref d0);
        Mix(ref a1, ref b1, ref c1, ref d1);
        // Back: the same turn from the other side.
        Turn(ref d0, ref c0, ref b0);
        Turn(ref d1, ref c1, ref b1);

        row = a0;
        Unsafe.Add(ref row, 1) = b0;
        Unsafe.Add(ref row, 2) = c0;
        Unsafe.Add(ref row, 3) = d0;
        Unsafe.Add(ref row, 4) = a1;
        Unsafe.Add(ref row, 5) = b1;
        Unsafe.Add(ref row, 6) = c1;
        Unsafe.Add(ref row, 7) = d1;
    }

    // The permutation P on two columns of two words each, which stand in every fourth vector: one half of each vector is the one's.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void PermuteColumns(ref Words column)
    {
        var a0 = column;
        var a1 = Unsafe.Add(ref column, 4);
        var b0 = Unsafe.Add(ref column, 8);
        var b1 = Unsafe.Add(ref column, 12);
        var c0 = Unsafe.Add(ref column, 16);
        var c1 = Unsafe.Add(ref column, 20);
        var d0 = Unsafe.Add(ref column, 24);
        var d1 = Unsafe.Add(ref column, 28);

        Mix(ref a0, ref b0, ref c0, ref d0);
        Mix(ref a1, ref b1, ref c1, ref d1);
        // To diagonals: there the one's c is the other's. And back.
        Shift(ref b0, ref b1);
        Shift(ref d1, ref d0);
        Mix(ref a0, ref b0, ref c1, ref d1);
        Mix(ref a1, ref b1, ref c0, ref d0);
        Shift(ref b1, ref b0);
        Shift(ref d0, ref d1);

        column = a0;
        Unsafe.Add(ref column, 4) = a1;
        Unsafe.Add(ref column, 8) = b1;
        Unsafe.Add(ref column, 12) = b0;
        Unsafe.Add(ref column, 16) = c0;
        Unsafe.Add(ref column, 20) = c1;
        Unsafe.Add(ref column, 24) = d1;
        Unsafe.Add(ref column, 28) = d0;
    }

    // GB of [RFC 9106] 3.6, on four columns or diagonals.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Mix(ref Words a, ref Words b, ref Words c, ref Words d)
    {
        a = Add(a, b);
        d = RotateRight(d ^ a, 32);
        c = Add(c, d);
        b = RotateRight(b ^ c, 24);
        a = Add(a, b);
        d = RotateRight(d ^ a, 16);
        c = Add(c, d);
        b = RotateRight(b ^ c, 63);
    }

    // a + b + 2 * low(a) * low(b)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Words Add(Words a, Words b)
    {
        var product = Avx2.Multiply(a.AsUInt32(), b.AsUInt32());
        return a + b + product + product;
    }

    // By whole bytes it is a shuffle, where there is no instruction for it; by 63 bits it is one to the left.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Words RotateRight(Words value, [ConstantExpected] byte count)
    {
        if (Avx512F.VL.IsSupported)
            return Avx512F.VL.RotateRight(value, count);

        return count switch
        {
            32 => Avx2.Shuffle(value.AsUInt32(), 0b10_11_00_01).AsUInt64(),
            24 => Avx2.Shuffle(value.AsByte(), By24).AsUInt64(),
            16 => Avx2.Shuffle(value.AsByte(), By16).AsUInt64(),
            _ => (value >>> count) ^ (value << (64 - count)),
        };
    }

    // From columns to diagonals: by one, two and three words.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Turn(ref Words one, ref Words two, ref Words three)
    {
        one = Avx2.Permute4x64(one, 0b00_11_10_01);
        two = Avx2.Permute4x64(two, 0b01_00_11_10);
        three = Avx2.Permute4x64(three, 0b10_01_00_11);
    }

    // In each half: the second word of the one, then the first of the other; and the same the other way round.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Shift(ref Words one, ref Words other)
    {
        var first = one;
        one = Avx2.AlignRight(other.AsByte(), one.AsByte(), 8).AsUInt64();
        other = Avx2.AlignRight(first.AsByte(), other.AsByte(), 8).AsUInt64();
    }
}
