using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Skybridge.Tests.Fuzzing;

/// <summary>Which edges of the code under test were gone through: one byte counts each, in a map that instrumented code fills.</summary>
/// <param name="map">The map: a multiple of 64 bytes.</param>
sealed class Coverage(byte[] map)
{
    readonly byte[] _seen = new byte[map.Length];

    /// <summary>How many edges anything has reached so far.</summary>
    public int Edges { get; private set; }

    /// <summary>Begins a run: nothing is counted yet.</summary>
    public void Begin() => Array.Clear(map);

    /// <summary>Takes note of what a run has reached, and clears the map for the next.</summary>
    /// <param name="isByCount">Whether an edge that was never before gone through so many times counts as well.</param>
    /// <returns>Whether it reached what none before it did.</returns>
    public bool Take(bool isByCount)
    {
        var isNew = false;
        var vectors = MemoryMarshal.Cast<byte, Vector512<byte>>(map.AsSpan());
        for (var i = 0; i < vectors.Length; i++)
        {
            if (vectors[i] == Vector512<byte>.Zero)
                continue;

            for (var at = i * Vector512<byte>.Count; at < (i + 1) * Vector512<byte>.Count; at++)
                isNew |= map[at] != 0 && Note(at, isByCount ? Bucket(map[at]) : 1);
            vectors[i] = Vector512<byte>.Zero;
        }

        return isNew;
    }

    bool Note(int edge, int bucket)
    {
        if ((_seen[edge] & bucket) != 0)
            return false;

        Edges += _seen[edge] == 0 ? 1 : 0;
        _seen[edge] |= (byte)bucket;
        return true;
    }

    // Once, twice, three times, and from there in powers of two: a loop that runs once more each time is not news each time.
    static int Bucket(byte count) => count switch
    {
        1 => 1,
        2 => 2,
        3 => 4,
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => 128,
    };
}
