using Skybridge.Contract;
using Skybridge.Sync.Cloud;

namespace Skybridge.Tests.Sync.Support;

/// <summary>What a <see cref="FakeCloud"/> keeps of a group.</summary>
sealed class FakeGroup
{
    public GroupImage? Image { get; set; }

    public RemovalReason? Removed { get; set; }

    /// <summary>The list that was begun last.</summary>
    public long List { get; set; }

    /// <summary>Every membership that was told of, and by which list.</summary>
    public Dictionary<Guid, (bool Present, long List)> Links { get; } = [];

    public HashSet<Guid> MemberSet => [.. Members];

    public IEnumerable<Guid> Members => Links.Where(link => link.Value.Present).Select(link => link.Key);
}

/// <content>Groups.</content>
sealed partial class FakeCloud
{
    readonly List<GroupBatch> _groupBatches = [];

    public Dictionary<SourceAnchor, FakeGroup> Groups { get; } = [];

    /// <summary>Every batch of groups that arrived.</summary>
    public IReadOnlyList<GroupBatch> GroupBatches => _groupBatches;

    /// <summary>Refuses a batch of groups as a whole by throwing; nothing of it is taken then.</summary>
    public Action<GroupBatch> AcceptGroups { get; set; } = _ => { };

    /// <summary>Called when a batch of groups was taken: what it throws is all that the agent hears.</summary>
    public Action<GroupBatch> GroupsTaken { get; set; } = _ => { };

    /// <summary>Says something else of one group than the rules; null for the rules.</summary>
    public Func<GroupChange, GroupOutcome?> JudgeGroup { get; set; } = _ => null;

    /// <summary>The memberships that arrived so far, come and gone, repeated and not.</summary>
    public int LinksTold => _groupBatches.Sum(batch => batch.Changes.Sum(change => change.Links.Count));

    public FakeGroup? FindGroup(Guid objectGuid) => Groups.GetValueOrDefault(SourceAnchor.FromObjectGuid(objectGuid));

    public Task<GroupReceipt> DeliverGroupsAsync(GroupBatch batch, CancellationToken cancellationToken)
    {
        Reached();
        _groupBatches.Add(batch);
        AcceptGroups(batch);
        if (batch.Epoch != Tenant.Epoch)
            throw new CloudException(CloudStep.Request, $"The domain is in epoch {Tenant.Epoch}.", "Ask again.", ErrorCodes.EpochOutdated);

        var outcomes = batch.Changes.Select(change => JudgeGroup(change) ?? Apply(change)).ToList();
        GroupsTaken(batch);
        return Task.FromResult(new GroupReceipt { Sequence = batch.Sequence, Outcomes = outcomes, Tenant = Tenant });
    }

    GroupOutcome Apply(GroupChange change)
    {
        var outcome = new GroupOutcome { Anchor = change.Anchor, Status = DeliveryStatus.Success };
        var group = Groups.GetValueOrDefault(change.Anchor);
        if (change.Removal is { } reason)
        {
            if (group is not null)
                group.Removed = reason;
            return outcome;
        }

        if (change.Group is { } image)
        {
            Groups[change.Anchor] = group ??= new FakeGroup();
            (group.Image, group.Removed) = (image, null);
        }

        if (group is { Removed: null } && change.List is { Begins: true, Number: var number })
            group.List = number;
        if (group is null or { Removed: not null } || (change.List is { } list && list.Number != group.List))
            return outcome with { Status = DeliveryStatus.NoTargetConnection, Reason = RefusalReasons.UnknownGroup, ListWanted = true };

        foreach (var link in change.Links)
            group.Links[link.Member] = (!link.Absent, group.List);
        if (change.List is { Ends: true })
        {
            foreach (var (member, link) in group.Links.Where(link => link.Value.List != group.List).ToList())
                group.Links[member] = (false, link.List);
        }

        return outcome;
    }
}
