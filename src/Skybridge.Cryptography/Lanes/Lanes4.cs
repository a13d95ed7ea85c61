using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Skybridge.Cryptography.Lanes;

/// <summary>Four words side by side, on any processor with 128-bit vectors.</summary>
readonly struct Lanes4(Vector128<uint> value) : ILanes<Lanes4>
{
    readonly Vector128<uint> _value = value;

    public static int Count => Vector128<uint>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Broadcast(uint value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Load(ReadOnlySpan<uint> source) => new(Vector128.Create(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes4 value, Span<uint> destination) => value._value.CopyTo(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Add(Lanes4 a, Lanes4 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Xor(Lanes4 a, Lanes4 b) => new(a._value ^ b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Xor(Lanes4 a, Lanes4 b, Lanes4 c) => new(a._value ^ b._value ^ c._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Choose(Lanes4 selector, Lanes4 yes, Lanes4 no) => new(no._value ^ (selector._value & (yes._value ^ no._value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Majority(Lanes4 a, Lanes4 b, Lanes4 c) => new((a._value & b._value) | (c._value & (a._value | b._value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 RotateRight(Lanes4 value, [ConstantExpected] byte count) =>
        new((value._value >>> count) | (value._value << (32 - count)));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 ShiftRight(Lanes4 value, [ConstantExpected] byte count) => new(value._value >>> count);
}
