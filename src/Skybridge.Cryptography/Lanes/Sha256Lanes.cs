using System.Runtime.CompilerServices;

namespace Skybridge.Cryptography.Lanes;

/// <summary>The SHA-256 compression function on as many messages at once as <typeparamref name="T"/> has lanes.</summary>
/// <remarks>[FIPS 180-4] 6.2.2. Word i of message n is lane n of vector i.</remarks>
static class Sha256Lanes<T>
    where T : unmanaged, ILanes<T>
{
    public const int StateWords = 8;
    public const int BlockWords = 16;

    /// <summary>Sets <paramref name="state"/> to the initial hash value.</summary>
    public static void Initialize(Span<T> state)
    {
        for (var i = 0; i < StateWords; i++)
            state[i] = T.Broadcast(Sha256Constants.InitialHash[i]);
    }

    /// <summary>Compresses one block; <paramref name="block"/> is used as scratch and destroyed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress(ReadOnlySpan<T> initial, Span<T> block, Span<T> result)
    {
        ref var w = ref block[..BlockWords][0];
        ref readonly var s = ref initial[..StateWords][0];
        ref readonly var k = ref Sha256Constants.Rounds[0];
        var a = At(in s, 0);
        var b = At(in s, 1);
        var c = At(in s, 2);
        var d = At(in s, 3);
        var e = At(in s, 4);
        var f = At(in s, 5);
        var g = At(in s, 6);
        var h = At(in s, 7);

        for (var round = 0; ; round += 16)
        {
            for (var half = 0; half < 16; half += 8)
            {
                ref var x = ref Unsafe.Add(ref w, half);
                ref var y = ref Unsafe.Add(ref Unsafe.AsRef(in k), round + half);
                Round(a, b, c, ref d, e, f, g, ref h, x, y);
                Round(h, a, b, ref c, d, e, f, ref g, Unsafe.Add(ref x, 1), Unsafe.Add(ref y, 1));
                Round(g, h, a, ref b, c, d, e, ref f, Unsafe.Add(ref x, 2), Unsafe.Add(ref y, 2));
                Round(f, g, h, ref a, b, c, d, ref e, Unsafe.Add(ref x, 3), Unsafe.Add(ref y, 3));
                Round(e, f, g, ref h, a, b, c, ref d, Unsafe.Add(ref x, 4), Unsafe.Add(ref y, 4));
                Round(d, e, f, ref g, h, a, b, ref c, Unsafe.Add(ref x, 5), Unsafe.Add(ref y, 5));
                Round(c, d, e, ref f, g, h, a, ref b, Unsafe.Add(ref x, 6), Unsafe.Add(ref y, 6));
                Round(b, c, d, ref e, f, g, h, ref a, Unsafe.Add(ref x, 7), Unsafe.Add(ref y, 7));
            }

            if (round == 48)
                break;

            for (var i = 0; i < BlockWords; i++)
                Schedule(ref w, i);
        }

        result[0] = T.Add(a, At(in s, 0));
        result[1] = T.Add(b, At(in s, 1));
        result[2] = T.Add(c, At(in s, 2));
        result[3] = T.Add(d, At(in s, 3));
        result[4] = T.Add(e, At(in s, 4));
        result[5] = T.Add(f, At(in s, 5));
        result[6] = T.Add(g, At(in s, 6));
        result[7] = T.Add(h, At(in s, 7));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T At(in T first, int index) => Unsafe.Add(ref Unsafe.AsRef(in first), index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Schedule(ref T w, int i)
    {
        var early = Unsafe.Add(ref w, (i + 1) & 15);
        var late = Unsafe.Add(ref w, (i + 14) & 15);
        var small0 = T.Xor(T.RotateRight(early, 7), T.RotateRight(early, 18), T.ShiftRight(early, 3));
        var small1 = T.Xor(T.RotateRight(late, 17), T.RotateRight(late, 19), T.ShiftRight(late, 10));
        ref var target = ref Unsafe.Add(ref w, i);
        target = T.Add(T.Add(target, small0), T.Add(Unsafe.Add(ref w, (i + 9) & 15), small1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Round(T a, T b, T c, ref T d, T e, T f, T g, ref T h, T word, uint constant)
    {
        var big1 = T.Xor(T.RotateRight(e, 6), T.RotateRight(e, 11), T.RotateRight(e, 25));
        var first = T.Add(T.Add(h, T.Add(word, T.Broadcast(constant))), T.Add(big1, T.Choose(e, f, g)));
        var big0 = T.Xor(T.RotateRight(a, 2), T.RotateRight(a, 13), T.RotateRight(a, 22));
        d = T.Add(d, first);
        h = T.Add(first, T.Add(big0, T.Majority(a, b, c)));
    }
}
