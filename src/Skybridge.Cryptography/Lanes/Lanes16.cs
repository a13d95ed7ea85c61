using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Skybridge.Cryptography.Lanes;

/// <summary>Sixteen words side by side, for AVX-512: rotation and three-way logic are single instructions there.</summary>
readonly struct Lanes16(Vector512<uint> value) : ILanes<Lanes16>
{
    readonly Vector512<uint> _value = value;

    public static int Count => Vector512<uint>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Broadcast(uint value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Load(ReadOnlySpan<uint> source) => new(Vector512.Create(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes16 value, Span<uint> destination) => value._value.CopyTo(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Add(Lanes16 a, Lanes16 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Xor(Lanes16 a, Lanes16 b) => new(a._value ^ b._value);

    // The third argument of TernaryLogic is the truth table: 96 a^b^c, ca a?b:c, e8 majority.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Xor(Lanes16 a, Lanes16 b, Lanes16 c) => new(Avx512F.TernaryLogic(a._value, b._value, c._value, 0x96));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Choose(Lanes16 selector, Lanes16 yes, Lanes16 no) =>
        new(Avx512F.TernaryLogic(selector._value, yes._value, no._value, 0xca));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Majority(Lanes16 a, Lanes16 b, Lanes16 c) => new(Avx512F.TernaryLogic(a._value, b._value, c._value, 0xe8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 RotateRight(Lanes16 value, [ConstantExpected] byte count) => new(Avx512F.RotateRight(value._value, count));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 ShiftRight(Lanes16 value, [ConstantExpected] byte count) => new(value._value >>> count);
}
