using System.Text.Json;
using Skybridge.Contract;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Engine;

/// <summary>Says what would be delivered, by what is stored alone: no domain controller and no cloud is asked, and nothing changes.</summary>
/// <remarks>
/// While staging this is everything that the cloud does not have as it should be, for all that this agent knows: what another agent delivered it
/// does not know. Of an active agent it is what is held back, or waits for its next try.
/// </remarks>
public static class PendingChanges
{
    const int PortionSize = 500;

    /// <summary>What waits, one by one.</summary>
    /// <param name="space">What is known of the domain.</param>
    /// <param name="domain">The domain's names.</param>
    /// <param name="options">Who is meant, and what they are called by.</param>
    /// <param name="passwordSync">Whether this domain's passwords are to be synchronized.</param>
    public static IEnumerable<PendingChange> Read(ConnectorSpace space, DirectoryIdentity domain, SyncOptions options, bool passwordSync)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(options);
        var scope = EffectiveScope.Of(options.Scope, space);
        var tenant = Recall(space) with { PasswordSync = passwordSync && Recall(space).PasswordSync };
        foreach (var portion in space.GetDeliverable().Chunk(PortionSize))
        {
            var retries = space.GetRetries(portion);
            foreach (var state in space.Load(portion).Values)
            {
                foreach (var change in Look(state, PersonImages.Create(state, domain, options.UserNameAttribute), tenant, scope, retries.GetValueOrDefault(state.ObjectGuid)))
                    yield return change;
            }
        }
    }

    static IEnumerable<PendingChange> Look(ObjectState state, PersonImage image, TenantState tenant, EffectiveScope scope, RetryEntry? retry)
    {
        var decision = SyncScope.Decide(state, tenant, scope);
        var failure = retry is null || retry.NeedsWhole ? null : $"{retry.Reason}{(retry.Detail is null ? "" : $": {retry.Detail}")}";
        PendingChange Of(PendingKind kind, string? detail) => new(kind, state.DistinguishedName, state.UserPrincipalName ?? state.CloudUserName, detail);

        if (!decision.Person)
        {
            if (state.DeliveredImage is not null)
                yield return Of(PendingKind.Remove, failure ?? (state.IsDeleted ? "deleted" : decision.Rule));
            yield break;
        }

        if (state.DeliveredImage != PersonImages.DigestOf(image))
            yield return Of(state.DeliveredImage is null ? PendingKind.Add : PendingKind.Change, failure);
        if (decision.Password && !IsDelivered(state))
            yield return Of(PendingKind.Password, failure);
    }

    // While staging the stamp of the password itself is not seen; that of pwdLastSet is.
    static bool IsDelivered(ObjectState state) => state.DeliveredPassword is { } delivered
        && (state.PasswordSeen is not { } seen || delivered.Password == seen)
        && delivered.LastSet == (state.LastSetSeen ?? default);

    /// <summary>The tenant as it was last heard of. One that never was takes passwords, as one does that nothing was changed in.</summary>
    public static TenantState Recall(ConnectorSpace space)
    {
        try
        {
            if (space.GetSetting(DomainSynchronizer.TenantSetting) is { } json && JsonSerializer.Deserialize(json, ContractJson.Default.TenantState) is { } tenant)
                return tenant;
        }
        catch (JsonException)
        {
            // Written by another version: as if never heard.
        }

        return new TenantState { TenantId = Guid.Empty, Name = "", PasswordSync = true, ForcePasswordChange = false, VerifiedDomains = [] };
    }
}
