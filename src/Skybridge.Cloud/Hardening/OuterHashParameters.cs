using System.Text.Json.Serialization;

namespace Skybridge.Cloud.Hardening;

/// <summary>What one outer hash costs: Argon2id with one lane. Written beside each hash, so that they can be raised at any time.</summary>
sealed record OuterHashParameters
{
    /// <summary>More is not believed, wherever it stands: it would be a way to take all memory.</summary>
    public const int MostMemoryMiB = 1024;

    /// <summary>More is not believed.</summary>
    public const int MostPasses = 16;

    const int LeastMemoryMiB = 8;

    /// <summary>The memory that one derivation fills, in MiB.</summary>
    public int MemoryMiB { get; init; } = 19;

    /// <summary>How often it is gone through.</summary>
    public int Passes { get; init; } = 2;

    /// <summary>Whether somebody meant this, and it is worth it.</summary>
    [JsonIgnore]
    public bool IsReasonable => MemoryMiB is >= LeastMemoryMiB and <= MostMemoryMiB && Passes is >= 1 and <= MostPasses;

    /// <summary>Whether these ask for less than <paramref name="wanted"/> in memory, or in memory times passes.</summary>
    public bool IsWeakerThan(OuterHashParameters wanted) =>
        MemoryMiB < wanted.MemoryMiB || MemoryMiB * Passes < wanted.MemoryMiB * wanted.Passes;
}
