namespace Skybridge.Sync.Space;

/// <summary>An object that must be looked at again. Only its GUID is kept: what is to be delivered is read from the directory then.</summary>
/// <param name="ObjectGuid">Which object.</param>
/// <param name="Reason">Why, as a fixed word.</param>
/// <param name="Detail">Why, as a sentence.</param>
/// <param name="Attempts">How often it failed.</param>
/// <param name="Since">Since when it is here.</param>
/// <param name="Due">When to try next; null to wait until the object or the tenant changes.</param>
public sealed record RetryEntry(Guid ObjectGuid, string Reason, string? Detail, int Attempts, DateTimeOffset Since, DateTimeOffset? Due)
{
    /// <summary>The secret, or the whole object, was not in the stream and must be fetched.</summary>
    public const string Fetch = "fetch";

    /// <summary>The domain controller refused to give the object.</summary>
    public const string Refused = "directory-refused";

    /// <summary>Nothing is put off for longer.</summary>
    internal static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(15);

    /// <summary>Whether only the object as a whole can settle it: another change of it says too little.</summary>
    public bool NeedsWhole => Reason is Fetch or Refused;

    /// <summary>The entry after one more failure: 1 s, 2 s, 4 s … up to 15 min.</summary>
    public RetryEntry Failed(string reason, string? detail, bool permanent, DateTimeOffset now)
    {
        var delay = TimeSpan.FromSeconds(Math.Min(LongestDelay.TotalSeconds, Math.Pow(2, Math.Min(Attempts, 12))));
        return this with { Reason = reason, Detail = detail, Attempts = Attempts + 1, Due = permanent ? null : now + delay };
    }
}
