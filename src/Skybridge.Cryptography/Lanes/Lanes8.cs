using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Skybridge.Cryptography.Lanes;

/// <summary>Eight words side by side, for AVX2.</summary>
readonly struct Lanes8(Vector256<uint> value) : ILanes<Lanes8>
{
    readonly Vector256<uint> _value = value;

    public static int Count => Vector256<uint>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Broadcast(uint value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Load(ReadOnlySpan<uint> source) => new(Vector256.Create(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes8 value, Span<uint> destination) => value._value.CopyTo(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Add(Lanes8 a, Lanes8 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Xor(Lanes8 a, Lanes8 b) => new(a._value ^ b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Xor(Lanes8 a, Lanes8 b, Lanes8 c) => new(a._value ^ b._value ^ c._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Choose(Lanes8 selector, Lanes8 yes, Lanes8 no) => new(no._value ^ (selector._value & (yes._value ^ no._value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Majority(Lanes8 a, Lanes8 b, Lanes8 c) => new((a._value & b._value) | (c._value & (a._value | b._value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 RotateRight(Lanes8 value, [ConstantExpected] byte count) =>
        new((value._value >>> count) | (value._value << (32 - count)));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 ShiftRight(Lanes8 value, [ConstantExpected] byte count) => new(value._value >>> count);
}
