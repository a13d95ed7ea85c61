namespace Skybridge.Cloud.Data;

/// <summary>What nodes of one cloud share about the wrong passwords of an account, a device or an address. Times are Unix milliseconds.</summary>
sealed class SignInCounter
{
    /// <summary>A keyed hash of whose it is.</summary>
    public required Guid Key { get; init; }

    /// <summary>How many count at <see cref="LevelAt"/>; below zero is credit.</summary>
    public double Level { get; set; }

    public long LevelAt { get; set; }

    /// <summary>Not to be tried before.</summary>
    public long NotBefore { get; set; }

    /// <summary>Some node tries it, and nobody else may until then.</summary>
    public long HeldUntil { get; set; }

    /// <summary>Of the last wrong passwords, 16 bits each of a keyed hash: enough to know one again, and too little to find one.</summary>
    public byte[] Recent { get; set; } = [];

    /// <summary>From then on it says nothing any more.</summary>
    public long ExpiresAt { get; set; }
}
