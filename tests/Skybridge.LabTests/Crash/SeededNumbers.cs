namespace Skybridge.LabTests.Crash;

/// <summary>Numbers that follow from a seed, the same on every machine and version: SplitMix64.</summary>
sealed class SeededNumbers(ulong seed)
{
    ulong _state = seed;

    /// <summary>From 0 to one below the bound.</summary>
    public int Below(int bound)
    {
        var mixed = _state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) % (ulong)bound);
    }

    /// <summary>One of them.</summary>
    public T Of<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];
}
