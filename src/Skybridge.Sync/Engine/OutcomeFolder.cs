using Skybridge.Contract;
using Skybridge.Drsr.Drs;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Engine;

/// <summary>Turns work items, and what the cloud said of them, into what the connector space stores.</summary>
/// <param name="time">The clock.</param>
/// <param name="mode">While staging nothing is delivered, and so nothing comes off the retry list.</param>
/// <param name="isInitial">Whether the items come with a full read.</param>
/// <param name="retries">The items' entries on the retry list.</param>
sealed class OutcomeFolder(TimeProvider time, SyncMode mode, bool isInitial, IReadOnlyDictionary<Guid, RetryEntry> retries)
{
    // A password set long before its stamp's second does not exist; a restored or migrated pwdLastSet may be anything.
    static readonly TimeSpan StampTolerance = TimeSpan.FromSeconds(2);

    readonly List<ObjectState> _objects = [];
    readonly List<PasswordAttempt> _attempts = [];
    readonly List<RetryEntry> _retries = [];
    readonly List<Guid> _settled = [];

    /// <summary>How many changes the cloud refused.</summary>
    public int Failed { get; private set; }

    /// <summary>How many passwords it took.</summary>
    public int Passwords { get; private set; }

    /// <summary>How many people's attributes it took.</summary>
    public int People { get; private set; }

    /// <summary>How many people it removed.</summary>
    public int Removed { get; private set; }

    /// <summary>What goes on the retry list.</summary>
    public IReadOnlyList<RetryEntry> Retries => _retries;

    /// <summary>What comes off the retry list.</summary>
    public IReadOnlyList<Guid> Settled => _settled;

    /// <summary>All of it, for one transaction.</summary>
    public SpaceChanges ToChanges((CheckpointKind Kind, ReplicationCursor Cursor)? checkpoint) => new()
    {
        Objects = _objects,
        Attempts = _attempts,
        Retries = _retries,
        Settled = _settled,
        Checkpoint = checkpoint,
    };

    /// <summary>An item that the cloud is told nothing of.</summary>
    public void AddQuiet(WorkItem item)
    {
        Store(item, item.State);
        if (item.FetchReason is not null)
            AddFetch(item);
        else if (item.Removal is null || EntryOf(item).NeedsWhole)
            Settle(item); // What a removal waits for, the removal settles.
        if (item.TouchesPassword && item.Decision.Reason == Reasons.TemporaryPassword)
            AddAttempt(item, DeliveryStatus.FilteredByTarget, item.Decision.Reason, item.Decision.Rule);
    }

    /// <summary>An item whose hash could not be opened: it is read again by itself.</summary>
    public void AddUnreadable(WorkItem item)
    {
        Store(item, item.State with { Reason = Reasons.LastAttemptFailed, Rule = "the replicated secret could not be opened" });
        AddAttempt(item, DeliveryStatus.Error, "secret-unreadable", "The replicated secret could not be opened.");
        Fail(item, "secret-unreadable", "The replicated secret could not be opened.", permanent: false);
    }

    /// <summary>An item and its outcome.</summary>
    public void Add(WorkItem item, DeliveryOutcome outcome)
    {
        if (outcome.Status == DeliveryStatus.Success)
            AddSuccess(item, outcome);
        else
            AddRefusal(item, outcome);
    }

    void AddSuccess(WorkItem item, DeliveryOutcome outcome)
    {
        var tookPassword = item.NeedsVerifier && !outcome.PasswordWanted && outcome.Reason is null;
        var state = item.State with
        {
            AnchorFixed = true,
            Removal = null,
            DeliveredImage = item.Removal is not null ? null : item.Image?.Digest ?? item.State.DeliveredImage,
            CloudUserName = outcome.UserName ?? item.State.CloudUserName,
            DeliveredPassword = item.Removal is not null || item.IsAbsent || outcome.PasswordWanted ? null : tookPassword ? item.Version : item.State.DeliveredPassword,
            DeliveredMustChange = tookPassword ? item.Decision.MustChange : item.State.DeliveredMustChange,
            Reason = outcome.Reason ?? item.State.Reason,
            Rule = outcome.Reason is null ? item.State.Rule : outcome.Detail,
        };
        Store(item, state);
        People += item.Image is not null ? 1 : 0;
        Removed += item.Removal is not null ? 1 : 0;
        if (tookPassword)
        {
            Passwords++;
            AddAttempt(item, DeliveryStatus.Success, null, outcome.Detail);
        }

        if (item.FetchReason is not null || outcome.PasswordWanted)
            AddFetch(item);
        else
            Settle(item);
        if (!tookPassword && item.TouchesPassword && item.Decision.Reason == Reasons.TemporaryPassword)
            AddAttempt(item, DeliveryStatus.FilteredByTarget, item.Decision.Reason, item.Decision.Rule);
    }

    void AddRefusal(WorkItem item, DeliveryOutcome outcome)
    {
        var reason = outcome.Reason ?? "unknown";
        Failed++;
        Store(item, item.State with { Reason = Reasons.NotExported, Rule = outcome.Detail is null ? reason : $"{reason}: {outcome.Detail}" });
        AddAttempt(item, outcome.Status, reason, outcome.Detail);
        Fail(item, reason, outcome.Detail, outcome.Permanent);
    }

    void Fail(WorkItem item, string reason, string? detail, bool permanent) => _retries.Add(EntryOf(item).Failed(reason, detail, permanent, time.GetUtcNow()));

    // What must be fetched is due at once, unless fetching it has been tried already.
    void AddFetch(WorkItem item)
    {
        var (entry, now) = (EntryOf(item), time.GetUtcNow());
        var reason = item.FetchReason ?? RetryEntry.Fetch;
        _retries.Add(entry.NeedsWhole
            ? entry.Failed(reason, entry.Detail, permanent: false, now)
            : entry with { Reason = reason, Detail = null, Attempts = Math.Max(entry.Attempts, 1), Due = now });
    }

    RetryEntry EntryOf(WorkItem item) =>
        retries.TryGetValue(item.State.ObjectGuid, out var entry) ? entry : new RetryEntry(item.State.ObjectGuid, "", null, 0, time.GetUtcNow(), null);

    void Settle(WorkItem item)
    {
        if (mode == SyncMode.Active && retries.TryGetValue(item.State.ObjectGuid, out var entry) && (!entry.NeedsWhole || item.IsWhole || item.State.IsDeleted))
            _settled.Add(item.State.ObjectGuid);
    }

    void Store(WorkItem item, ObjectState state)
    {
        if (state != item.Known)
            _objects.Add(state);
    }

    void AddAttempt(WorkItem item, DeliveryStatus status, string? reason, string? detail) =>
        _attempts.Add(new PasswordAttempt(item.State.ObjectGuid, time.GetUtcNow(), status, reason, detail, ChangedAt(item.State), isInitial || item.Reassert));

    // pwdLastSet is finer than the stamp's whole seconds, where it is about the same change.
    static DateTimeOffset? ChangedAt(ObjectState state)
    {
        var stamp = state.PasswordSeen?.Time;
        if (state.LastSetSeen?.Time > stamp)
            stamp = state.LastSetSeen?.Time;
        var precise = ReplicatedObject.FromFileTime(state.PwdLastSet);
        return precise is { } time && stamp is { } second && (time - second).Duration() < StampTolerance ? time : stamp;
    }
}
