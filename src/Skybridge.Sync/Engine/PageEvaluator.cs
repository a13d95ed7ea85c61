using Skybridge.Contract;
using Skybridge.Drsr.Drs;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Engine;

/// <summary>How objects are being looked at.</summary>
/// <param name="IsWhole">They carry all their attributes.</param>
/// <param name="HasSecrets">Passwords were asked for.</param>
/// <param name="Verify">The cloud is to be asked whether it still has what it acknowledged.</param>
/// <param name="Reassert">An operator asked: deliver again, whatever was acknowledged.</param>
readonly record struct ReadMode(bool IsWhole, bool HasSecrets, bool Verify = false, bool Reassert = false);

/// <summary>Decides, object by object, what the cloud must be told. Pure: reads nothing and writes nothing.</summary>
sealed class PageEvaluator(DirectoryIdentity domain, TenantState tenant, EffectiveScope scope, string userNameAttribute)
{
    /// <summary>Looks at what was replicated.</summary>
    public WorkItem? Evaluate(ObjectState? known, ReplicatedObject seen, ReadMode mode)
    {
        if (ObjectMerger.Merge(known, seen, mode.IsWhole, mode.HasSecrets) is not { } state)
            return Unknown(seen);

        var item = Decide(known, state, seen, mode);
        item.TouchesPassword = seen.Has(AttributeType.UnicodePwd) || seen.Has(AttributeType.PwdLastSet) || mode.Reassert;

        // Deletion took attributes away that a restoration may bring back without a word: look at all of it.
        if (known is { IsDeleted: true } && !state.IsDeleted && !mode.IsWhole)
            item.FetchReason = RetryEntry.Fetch;
        return item;
    }

    /// <summary>Looks at a known object again: its name or the tenant's features changed, not the object.</summary>
    public WorkItem Evaluate(ObjectState known, ObjectState state, bool hasSecrets) => Decide(known, state, null, new ReadMode(IsWhole: false, hasSecrets));

    static WorkItem? Unknown(ReplicatedObject seen) => seen.TryGetUInt32(AttributeType.IsDeleted, out var deleted) && deleted != 0
        ? null
        : new WorkItem
        {
            Known = null,
            State = new ObjectState { ObjectGuid = seen.Name.ObjectGuid, DistinguishedName = seen.Name.DistinguishedName },
            Decision = ScopeDecision.Nothing,
            FetchReason = RetryEntry.Fetch,
        };

    WorkItem Decide(ObjectState? known, ObjectState state, ReplicatedObject? seen, ReadMode mode)
    {
        var decision = SyncScope.Decide(state, tenant, scope);
        var item = new WorkItem
        {
            Known = known,
            State = state with { Reason = decision.Reason, Rule = decision.Rule },
            Decision = decision,
            Source = seen,
            IsWhole = mode.IsWhole,
            Reassert = mode.Reassert,
        };
        if (decision.Person)
            AddImage(item, mode);
        else if (state.DeliveredImage is not null || (mode.Verify && state.AnchorFixed) || state.Removal is not null)
            item.Removal = state.IsDeleted ? RemovalReason.Deleted : RemovalReason.OutOfScope;
        item.State = item.State with { Removal = item.Removal };
        if (decision.Password && mode.HasSecrets)
            AddPassword(item, mode);
        else if (decision.Reason == Reasons.NoPassword && mode.HasSecrets)
            AddAbsence(item, mode);
        return item;
    }

    void AddImage(WorkItem item, ReadMode mode)
    {
        var image = PersonImages.Create(item.State, domain, userNameAttribute);
        var digest = PersonImages.DigestOf(image);
        if (digest != item.State.DeliveredImage || mode.Verify || mode.Reassert)
            item.Image = (image, digest);
    }

    // A deletion takes the password away, and without the Recycle Bin a restoration does not bring it back: the one that the cloud still has must
    // sign nobody in.
    void AddAbsence(WorkItem item, ReadMode mode)
    {
        var state = item.State;
        var isNews = state.DeliveredPassword is not null || state.DeliveredImage is null or ObjectState.Elsewhere || mode.Verify || mode.Reassert;
        if (isNews && (state.SeenVersion(tenant.Epoch) ?? state.DeliveredPassword) is { } version)
            (item.Version, item.IsAbsent) = (version, true);
    }

    void AddPassword(WorkItem item, ReadMode mode)
    {
        var state = item.State;
        if (state.IsPasswordDelivered && state.DeliveredMustChange == item.Decision.MustChange && !mode.Reassert)
        {
            if (mode.Verify)
                (item.Version, item.StatesOnly) = (state.DeliveredPassword, true);
            return;
        }

        if (item.Source is { } source && source.TryGetBytes(AttributeType.UnicodePwd, out _))
            item.Version = state.SeenVersion(tenant.Epoch);
        else
            item.FetchReason = RetryEntry.Fetch;
    }
}
