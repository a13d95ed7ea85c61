using Skybridge.Sync.Directory;

namespace Skybridge.Sync.Engine;

/// <summary>Whether the agent delivers.</summary>
public enum SyncMode
{
    /// <summary>It reads and delivers.</summary>
    Active,

    /// <summary>It reads and decides, asks for no secret, and delivers nothing.</summary>
    Staging,
}

/// <summary>How to synchronize one domain. Immutable.</summary>
public sealed record SyncOptions
{
    /// <summary>Whether to deliver.</summary>
    public SyncMode Mode { get; init; } = SyncMode.Active;

    /// <summary>Who is meant.</summary>
    public ScopeRules Scope { get; init; } = ScopeRules.Everybody;

    /// <summary>What people are called by at sign-in.</summary>
    public string UserNameAttribute { get; init; } = UserNames.Usual;

    /// <summary>The attributes that must be read for all this beside those that always are, in alphabetical order.</summary>
    public IReadOnlyList<string> MoreAttributes => PersonAttributes.OnDemandOf(Scope.Attributes.Append(UserNameAttribute));

    /// <summary>The most people that are removed from the cloud at once without being allowed to. Default 500.</summary>
    public int DeletionLimit { get; init; } = 500;

    /// <summary>How long to wait between two cycles. Default 1 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the cloud is contacted when there is nothing to deliver. Default 30 s.</summary>
    public TimeSpan ContactInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a delivery is tried again before the cycle is given up (and begun again later). Default 30 s.</summary>
    public TimeSpan DeliveryPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most objects that are read one by one; beyond it everything is read at once, which is faster. Default 2000.</summary>
    public int MaxSingleReads { get; init; } = 2000;
}
