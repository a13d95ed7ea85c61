using System.Diagnostics.CodeAnalysis;

namespace Skybridge.Cryptography.Lanes;

/// <summary>Several 32-bit words side by side, with the operations that SHA-256 is made of.</summary>
interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>The number of words side by side.</summary>
    static abstract int Count { get; }

    static abstract TSelf Broadcast(uint value);

    static abstract TSelf Load(ReadOnlySpan<uint> source);

    static abstract void Store(TSelf value, Span<uint> destination);

    static abstract TSelf Add(TSelf a, TSelf b);

    static abstract TSelf Xor(TSelf a, TSelf b);

    static abstract TSelf Xor(TSelf a, TSelf b, TSelf c);

    /// <summary>Bit by bit: <paramref name="yes"/> where <paramref name="selector"/> is set, else <paramref name="no"/>.</summary>
    static abstract TSelf Choose(TSelf selector, TSelf yes, TSelf no);

    /// <summary>Bit by bit: what two of the three say.</summary>
    static abstract TSelf Majority(TSelf a, TSelf b, TSelf c);

    static abstract TSelf RotateRight(TSelf value, [ConstantExpected] byte count);

    static abstract TSelf ShiftRight(TSelf value, [ConstantExpected] byte count);
}
