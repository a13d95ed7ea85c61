namespace Skybridge.LabTests.Troubleshooting;

/// <summary>A fault that the lab makes and mends in milliseconds, or nearly so.</summary>
/// <param name="Cause">What the troubleshooter calls it.</param>
/// <param name="Make">Makes it.</param>
/// <param name="Mend">Takes it back; nothing when it is not there.</param>
sealed record LabFault(string Cause, Func<BreakableLab, Task> Make, Func<BreakableLab, Task> Mend)
{
    /// <summary>What of the evidence must be there.</summary>
    public string Seen { get; init; } = "";

    /// <summary>Faults beside which it cannot be, or cannot be seen by anybody, with the reason.</summary>
    public IReadOnlyDictionary<string, string> HiddenBy { get; init; } = new Dictionary<string, string>();

    /// <summary>Why the two cannot be found together; null when they can.</summary>
    public static string? Obstacle(LabFault one, LabFault other) => one.HiddenBy.GetValueOrDefault(other.Cause) ?? other.HiddenBy.GetValueOrDefault(one.Cause);
}
