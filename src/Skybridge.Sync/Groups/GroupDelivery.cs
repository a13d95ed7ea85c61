using System.Globalization;
using Skybridge.Contract;
using Skybridge.Drsr.Drs;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Cloud;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Groups;

/// <summary>Brings to the cloud what the connector space has of groups and it does not have yet.</summary>
/// <remarks>
/// What waits is marked on disk, so the position in the directory need not wait for it, and neither do passwords. What the cloud has taken is
/// stored batch by batch; a batch whose answer was lost is sent again, and changes nothing twice.
/// </remarks>
sealed class GroupDelivery(DomainSession session, TenantState tenant)
{
    const int PortionSize = 200;
    const string ScopeSetting = "group-scope";

    readonly ConnectorSpace _space = session.Space;
    readonly Courier _courier = new(session.Cloud, session.Options, session.Time);
    readonly List<GroupShipment> _batch = [];
    readonly HashSet<Guid> _refused = [];
    int _links;

    /// <summary>What was done.</summary>
    public GroupProgress Done { get; private set; }

    /// <summary>Delivers all that is due. While staging nothing is: it stays due.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (session.Options.Mode != SyncMode.Active)
            return;

        WakeByScope();
        var portion = _space.GetDueGroups(null, PortionSize);
        if (portion.Count == 0)
            return;

        var domain = await session.Directory.ConnectAsync(cancellationToken).ConfigureAwait(false);
        var loader = new GroupLoader(_space, domain, EffectiveScope.Of(session.Options.Scope, _space));
        for (; portion.Count > 0; portion = _space.GetDueGroups(portion[^1].ObjectGuid, PortionSize))
        {
            foreach (var group in portion)
            {
                if (await FetchAsync(group, cancellationToken).ConfigureAwait(false) is { } current)
                    await DeliverAsync(loader, current, cancellationToken).ConfigureAwait(false);
            }
        }

        await FlushAsync(cancellationToken).ConfigureAwait(false);
        if (!Done.IsEmpty)
            Report();
    }

    // Whoever is meant is decided from what is stored: rules that changed while nobody looked count from now on.
    void WakeByScope()
    {
        var digest = session.Options.Scope.Digest;
        if ((_space.GetSetting(ScopeSetting) ?? ScopeRules.Everybody.Digest) == digest)
            return;

        _space.WakeGroups();
        _space.SetSetting(ScopeSetting, digest);
    }

    async Task<GroupState?> FetchAsync(GroupState group, CancellationToken cancellationToken)
    {
        if (!group.NeedsFetch)
            return group;

        try
        {
            using var page = await session.Directory.ReadObjectAsync(DsName.FromGuid(group.ObjectGuid), withSecrets: false, cancellationToken).ConfigureAwait(false);
            if (page is null)
                return group with { IsDeleted = true, NeedsFetch = false };

            new GroupIntake(_space, session.Time).TakeSingle(page);
            return _space.LoadGroups([group.ObjectGuid])[group.ObjectGuid] with { NeedsFetch = false };
        }
        catch (DrsException error) when (error.Error is not (DrsException.AccessDenied or DrsException.SourceDisabled or DrsException.SinkDisabled))
        {
            Refuse(group, RetryEntry.Refused, error.Message, permanent: false);
            return null;
        }
    }

    async Task DeliverAsync(GroupLoader loader, GroupState group, CancellationToken cancellationToken)
    {
        var parts = 0;
        var load = loader.Load(group, () => GroupBatch.MaxLinks - _links, out var quiet);
        foreach (var part in load)
        {
            parts++;
            _batch.Add(part);
            _links += part.Links.Count;
            if (!part.IsLast || _batch.Count == GroupBatch.MaxChanges || _links == GroupBatch.MaxLinks)
                await FlushAsync(cancellationToken).ConfigureAwait(false);
            if (_refused.Contains(group.ObjectGuid))
                return;
        }

        if (parts == 0)
            _space.StoreGroups([quiet]);
    }

    async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_batch.Count == 0)
            return;

        List<GroupShipment> batch = [.. _batch];
        _batch.Clear();
        _links = 0;
        try
        {
            await SendAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudException refusal) when (refusal.IsAboutContent && batch.Count > 1)
        {
            // One of them is wrong: each by itself, and the others pass.
            foreach (var one in batch)
                await SendAloneAsync(one, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudException refusal) when (refusal.IsAboutContent)
        {
            Refuse(batch[0].Group, refusal.Code ?? ErrorCodes.MalformedRequest, refusal.Message, permanent: false);
        }
    }

    async Task SendAloneAsync(GroupShipment one, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync([one], cancellationToken).ConfigureAwait(false);
        }
        catch (CloudException refusal) when (refusal.IsAboutContent)
        {
            Refuse(one.Group, refusal.Code ?? ErrorCodes.MalformedRequest, refusal.Message, permanent: false);
        }
    }

    async Task SendAsync(List<GroupShipment> parts, CancellationToken cancellationToken)
    {
        var batch = new GroupBatch { Sequence = _space.NextSequence(), Domain = session.Domain, Epoch = tenant.Epoch, Changes = [.. parts.Select(part => part.Change)] };
        var receipt = await _courier.DeliverAsync(batch, cancellationToken).ConfigureAwait(false);
        var (groups, links, lists) = (new List<GroupState>(), new List<LinkStatement>(), new List<Guid>());
        for (var i = 0; i < parts.Count; i++)
        {
            var (part, outcome) = (parts[i], receipt.Outcomes[i]);
            if (outcome.ListWanted)
                Restart(part.Group);
            else if (outcome.Status != DeliveryStatus.Success)
                Refuse(part.Group, outcome.Reason ?? "unknown", outcome.Detail, outcome.Permanent);
            else
                Acknowledge(part);
        }

        _space.AcknowledgeGroups(groups, links, lists);

        void Acknowledge(GroupShipment part)
        {
            Done = Done with
            {
                Links = Done.Links + part.Links.Count,
                Groups = Done.Groups + (part.Change.Group is not null ? 1 : 0),
                Removed = Done.Removed + (part.Change.Removal is not null ? 1 : 0),
            };
            if (!part.IsList)
                links.AddRange(part.Links);
            else if (part.IsLast)
                lists.Add(part.Group.ObjectGuid);
            if (part.IsLast)
                groups.Add(part.Taken());
        }
    }

    // The cloud lost the group, or somebody else began a list of it: from the beginning, at once the first time.
    void Restart(GroupState group)
    {
        _refused.Add(group.ObjectGuid);
        _space.StoreGroups([group with { DeliveredImage = null, ListDue = true, Attempts = group.Attempts + 1, Due = session.Time.GetUtcNow() + DelayOf(group) }]);
    }

    void Refuse(GroupState group, string reason, string? detail, bool permanent)
    {
        if (!_refused.Add(group.ObjectGuid))
            return;

        Done = Done with { Failed = Done.Failed + 1 };
        _space.StoreGroups([group with
        {
            Reason = Reasons.NotExported,
            Rule = detail is null ? reason : $"{reason}: {detail}",
            Attempts = group.Attempts + 1,
            Due = permanent ? null : session.Time.GetUtcNow() + TimeSpan.FromSeconds(1) + DelayOf(group),
        }]);
    }

    static TimeSpan DelayOf(GroupState group)
    {
        var seconds = group.Attempts == 0 ? 0 : Math.Pow(2, Math.Min(group.Attempts, 12));
        return TimeSpan.FromSeconds(Math.Min(RetryEntry.LongestDelay.TotalSeconds, seconds));
    }

    void Report() => session.Report(
        EventNumbers.GroupsDelivered,
        Done.Failed > 0 ? EventLevel.Warning : EventLevel.Information,
        string.Create(CultureInfo.InvariantCulture, $"Groups: {Done.Groups} delivered, {Done.Removed} removed, {Done.Links} memberships told, {Done.Failed} refused."));
}
