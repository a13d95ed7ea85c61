using Skybridge.Contract;
using Skybridge.Drsr.Drs;
using Skybridge.Sync.Cloud;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Engine;

/// <summary>How far a cycle has come.</summary>
/// <param name="Objects">Objects read.</param>
/// <param name="People">People delivered.</param>
/// <param name="Passwords">Passwords delivered.</param>
/// <param name="Removed">People removed.</param>
/// <param name="Failed">Changes refused.</param>
public readonly record struct CycleProgress(int Objects, int People, int Passwords, int Removed, int Failed);

/// <summary>Takes portions of objects from the directory to the cloud and into the connector space, in this order.</summary>
/// <remarks>
/// While one portion is with the cloud the next is decided on and derived. A portion's results are stored in one transaction, and before the next
/// portion goes out; the position only with the last. Whatever dies in between is done again from the last position, and changes nothing twice.
/// </remarks>
sealed class CycleRunner : IAsyncDisposable
{
    readonly DirectoryIdentity _domain;
    readonly ConnectorSpace _space;
    readonly Courier _courier;
    readonly SyncMode _mode;
    readonly TimeProvider _time;
    readonly ICycleObserver _observer;
    readonly int _epoch;
    readonly PageEvaluator _evaluator;
    readonly EffectiveScope _scope;
    readonly HashSet<Guid> _seen = [];
    CycleProgress _done;
    Portion? _underway;

    public CycleRunner(DirectoryIdentity domain, TenantState tenant, ConnectorSpace space, Courier courier, SyncOptions options, TimeProvider time, ICycleObserver observer)
    {
        _domain = domain;
        _space = space;
        _courier = courier;
        _mode = options.Mode;
        _time = time;
        _observer = observer;
        _epoch = tenant.Epoch;
        _scope = EffectiveScope.Of(options.Scope, space);
        _evaluator = new PageEvaluator(domain, tenant, _scope, options.UserNameAttribute);
    }

    /// <summary>What was done so far.</summary>
    public CycleProgress Done => _done;

    /// <summary>The tenant as the last receipt told it; null without any.</summary>
    public TenantState? Heard { get; private set; }

    /// <summary>Takes over what was replicated. The objects' values are not needed any more when it returns.</summary>
    public async Task TakeAsync(IReadOnlyList<ReplicatedObject> objects, ReadMode read, bool isInitial, CancellationToken cancellationToken)
    {
        // The same object may come again: the last word counts, and must see what became of the one before.
        var latest = objects.GroupBy(found => found.Name.ObjectGuid).Select(group => group.ToList()).ToList();
        if (_underway is not null && latest.Exists(group => _underway.Guids.Contains(group[0].Name.ObjectGuid)))
            await SettleAsync().ConfigureAwait(false);

        if (read.IsWhole)
            _seen.UnionWith(latest.Select(group => group[0].Name.ObjectGuid));
        var known = _space.Load(latest.Select(group => group[0].Name.ObjectGuid));
        var items = new List<WorkItem>(latest.Count);
        var renamed = new List<(string From, string To)>();
        foreach (var group in latest)
        {
            var stored = known.GetValueOrDefault(group[0].Name.ObjectGuid);
            if (EvaluateGroup(stored, group, read) is not { } item)
                continue;

            item.Known = stored;
            items.Add(item);
            if (stored is { Kind: ObjectKind.Container } && item.State.DistinguishedName != stored.DistinguishedName && !item.State.IsDeleted)
            {
                renamed.Add((stored.DistinguishedName, item.State.DistinguishedName));
                _scope.Rename(stored.DistinguishedName, item.State.DistinguishedName);
            }
        }

        _done = _done with { Objects = _done.Objects + objects.Count };
        await SendAsync(items, isInitial, cancellationToken).ConfigureAwait(false);
        await RenameBelowAsync(renamed, [.. latest.Select(group => group[0].Name.ObjectGuid)], read.HasSecrets, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Decides anew about known objects, changed as is said.</summary>
    public async Task ReviseAsync(IReadOnlyList<ObjectState> states, Func<ObjectState, ObjectState> change, bool hasSecrets, CancellationToken cancellationToken) =>
        await SendAsync([.. states.Select(state => _evaluator.Evaluate(state, change(state), hasSecrets))], isInitial: false, cancellationToken).ConfigureAwait(false);

    /// <summary>Ends a whole read: whom it did not bring the directory has no more, although nothing told of a deletion.</summary>
    /// <param name="isGone">Whether the domain controller would have to know of this object if it were there.</param>
    /// <param name="hasSecrets">Passwords were asked for.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task MissAsync(Func<ObjectState, bool> isGone, bool hasSecrets, CancellationToken cancellationToken)
    {
        foreach (var portion in _space.GetLiving().Where(guid => !_seen.Contains(guid)).Chunk(DeliveryBatch.MaxChanges))
            await ReviseAsync([.. _space.Load(portion).Values.Where(isGone)], state => state with { IsDeleted = true }, hasSecrets, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Has the cloud remove those of them that it is to remove.</summary>
    public async Task RemoveAsync(IReadOnlyList<ObjectState> states, CancellationToken cancellationToken) =>
        await SendAsync([.. states.Select(state => _evaluator.Evaluate(state, state, hasSecrets: false)).Where(item => item.Removal is not null)], isInitial: false, cancellationToken, removes: true).ConfigureAwait(false);

    /// <summary>Waits for the last portion and stores it, with the position that is reached then.</summary>
    public async Task FinishAsync((CheckpointKind Kind, ReplicationCursor Cursor)? checkpoint)
    {
        await SettleAsync().ConfigureAwait(false);
        if (checkpoint is { } reached && _space.GetCheckpoint(reached.Kind)?.Cursor != reached.Cursor)
            _space.Apply(new SpaceChanges { Checkpoint = reached });
    }

    /// <summary>After a failure elsewhere: what the cloud has taken is remembered all the same.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await SettleAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is CloudException or OperationCanceledException)
        {
            // The failure that led here is the one to tell.
        }
    }

    // What the first of several needed, the last one does not say again.
    WorkItem? EvaluateGroup(ObjectState? stored, List<ReplicatedObject> group, ReadMode read)
    {
        WorkItem? last = null;
        foreach (var seen in group)
        {
            var before = last;
            last = _evaluator.Evaluate(before?.State ?? stored, seen, read);
            if (last is null || before is null)
                continue;

            last.FetchReason ??= before.FetchReason;
            last.TouchesPassword |= before.TouchesPassword;
        }

        return last;
    }

    // The objects below a renamed container are not replicated: their names change with it all the same. Each changes once, with the innermost of
    // its renamed containers, which says the whole of the rest; those that were replicated bring their own.
    async Task RenameBelowAsync(List<(string From, string To)> renamed, HashSet<Guid> done, bool hasSecrets, CancellationToken cancellationToken)
    {
        var replicated = done.ToHashSet();
        foreach (var (from, to) in renamed.OrderByDescending(one => one.From.Length))
        {
            for (var below = _space.Below(from, Guid.Empty, DeliveryBatch.MaxChanges); below.Count > 0; below = _space.Below(from, below[^1].ObjectGuid, DeliveryBatch.MaxChanges))
            {
                await ReviseAsync(
                    [.. below.Where(state => done.Add(state.ObjectGuid))],
                    state => state with { DistinguishedName = string.Concat(state.DistinguishedName.AsSpan(0, state.DistinguishedName.Length - from.Length), to) },
                    hasSecrets,
                    cancellationToken).ConfigureAwait(false);
                await SettleAsync().ConfigureAwait(false);
            }
        }

        // Groups have names of their own beside these.
        foreach (var (from, to) in renamed.OrderByDescending(one => one.From.Length))
            _space.RenameGroupsBelow(from, to, replicated);
    }

    // Removals go out by themselves, after everything else (RemovalRound).
    async Task SendAsync(List<WorkItem> items, bool isInitial, CancellationToken cancellationToken, bool removes = false)
    {
        Derive(items);
        if (!removes && _mode == SyncMode.Active)
            WriteAhead(items);
        await SettleAsync().ConfigureAwait(false);

        var folder = new OutcomeFolder(_time, _mode, isInitial, _space.GetRetries(items.Select(item => item.State.ObjectGuid)));
        var changed = new List<WorkItem>();
        foreach (var item in items)
        {
            if (item is { NeedsVerifier: true, Verifier: null })
                folder.AddUnreadable(item);
            else if (item.HasChange && item.Removal is not null == removes && _mode == SyncMode.Active)
                changed.Add(item);
            else
                folder.AddQuiet(item);
        }

        var consignment = new Consignment(changed, _domain.DnsName, _epoch, _space, _courier);
        _underway = new Portion(items, changed, folder, consignment, consignment.DeliverAsync(cancellationToken));
    }

    // Whoever goes out for the first time may be in the cloud from then on, even if its answer is never heard. Should they leave before they are
    // read again, nothing else would say that they are to be removed. While the portion before is with the cloud, this costs no time.
    void WriteAhead(List<WorkItem> items)
    {
        var first = items.FindAll(item => item.Image is not null && item.Known?.DeliveredImage is null);
        if (first.Count > 0)
            _space.Apply(new SpaceChanges { Objects = first.ConvertAll(item => item.State with { DeliveredImage = ObjectState.Elsewhere }) });
    }

    static void Derive(List<WorkItem> items)
    {
        var wanted = items.FindAll(item => item.NeedsVerifier);
        var verifiers = VerifierFactory.Derive(wanted.ConvertAll(item => item.Source!));
        for (var i = 0; i < wanted.Count; i++)
            wanted[i].Verifier = verifiers[i];
    }

    async Task SettleAsync()
    {
        if (_underway is not { } portion)
            return;

        _underway = null;
        await portion.Delivery.ConfigureAwait(false);
        for (var i = 0; i < portion.Changed.Count; i++)
        {
            if (portion.Consignment.Outcomes[i] is { } outcome)
                portion.Folder.Add(portion.Changed[i], outcome);
        }

        Heard = portion.Consignment.Tenant ?? Heard;
        _space.Apply(portion.Folder.ToChanges(null));
        var folder = portion.Folder;
        _done = new CycleProgress(
            _done.Objects, _done.People + folder.People, _done.Passwords + folder.Passwords, _done.Removed + folder.Removed, _done.Failed + folder.Failed);
        _observer.OnPortion(folder, _done);
        portion.Consignment.ThrowIfFailed();
    }

    sealed record Portion(List<WorkItem> Items, List<WorkItem> Changed, OutcomeFolder Folder, Consignment Consignment, Task Delivery)
    {
        public HashSet<Guid> Guids { get; } = [.. Items.Select(item => item.State.ObjectGuid)];
    }
}
