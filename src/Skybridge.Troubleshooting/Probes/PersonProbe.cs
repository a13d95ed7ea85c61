using Microsoft.Data.Sqlite;
using Skybridge.Contract;
using Skybridge.Drsr;
using Skybridge.Drsr.Drs;
using Skybridge.Sync.Cloud;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Space;

namespace Skybridge.Troubleshooting.Probes;

/// <summary>Follows one person from the directory, by the rules, to the cloud.</summary>
/// <param name="limits">How long to wait.</param>
/// <param name="time">The clock.</param>
sealed class PersonProbe(ProbeLimits limits, TimeProvider time)
{
    const int Attempts = 5;
    const int MaxSuggestions = 3;

    /// <summary>Looks in every domain, and takes the first that has somebody of this name.</summary>
    public async Task<PersonSight> LookAsync(string name, AgentFacts facts, Sights sights, HttpCloudConnector? cloud, CancellationToken cancellationToken)
    {
        PersonSight? best = null;
        foreach (var (connectorFacts, domain) in facts.Connectors.Zip(sights.Domains))
        {
            var sight = await LookAsync(name, connectorFacts, domain, cancellationToken).ConfigureAwait(false);
            if (sight.State is { IsDeleted: false })
            {
                best = sight;
                break;
            }

            best = best is null ? sight : Join(best, sight);
        }

        var found = best ?? new PersonSight { Typed = name };
        return await AddCloudAsync(Decide(found, sights), facts, cloud, sights.Cloud, cancellationToken).ConfigureAwait(false);
    }

    static PersonSight Join(PersonSight one, PersonSight other) => (one.State is null ? other : one) with
    {
        IsLive = one.IsLive && other.IsLive,
        Obstacle = one.Obstacle ?? other.Obstacle,
        Suggestions = [.. one.Suggestions.Concat(other.Suggestions).Take(MaxSuggestions)],
    };

    async Task<PersonSight> LookAsync(string name, ConnectorFacts facts, DomainSight domain, CancellationToken cancellationToken)
    {
        var sight = new PersonSight { Typed = name };
        ConnectorSpace? space = null;
        try
        {
            space = File.Exists(facts.SpacePath) ? ConnectorSpace.OpenReadOnly(facts.SpacePath, time) : null;
            var known = space?.Search(name).OrderBy(state => state.IsDeleted).FirstOrDefault();
            sight = await ReadAsync(sight with { State = known }, facts, domain, space, cancellationToken).ConfigureAwait(false);
            if (sight.State is not { } state)
                return sight with { Suggestions = space?.Suggest(name, MaxSuggestions) ?? [] };

            return sight with
            {
                Domain = domain.Domain,
                Scope = space is null ? EffectiveScope.Of(facts.Scope) : EffectiveScope.Of(facts.Scope, space),
                Attempts = space?.GetAttempts(state.ObjectGuid, Attempts) ?? [],
                Retry = space?.GetRetries([state.ObjectGuid]).GetValueOrDefault(state.ObjectGuid),
            };
        }
        catch (SqliteException error)
        {
            return sight with { Obstacle = $"The agent's own store could not be read: {error.Message}" };
        }
        finally
        {
            space?.Dispose();
        }
    }

    async Task<PersonSight> ReadAsync(PersonSight sight, ConnectorFacts facts, DomainSight domain, ConnectorSpace? space, CancellationToken cancellationToken)
    {
        var reachable = domain.Controllers.FirstOrDefault(controller => controller.Plain is { Succeeded: true });
        if (reachable is null)
            return sight with { Obstacle = $"No domain controller of {domain.Domain} could be asked." };

        var rpc = facts.Directory.Rpc with { ConnectTimeout = limits.Port, CallTimeout = limits.Call };
        var directory = new DrsDirectoryConnector(facts.Directory with { DomainControllers = [reachable.Address], Rpc = rpc }, facts.OpenCredential);
        await using (directory.ConfigureAwait(false))
        {
            try
            {
                await directory.ConnectAsync(cancellationToken).ConfigureAwait(false);
                var guid = await directory.FindAsync(sight.Typed, cancellationToken).ConfigureAwait(false) ?? sight.State?.ObjectGuid;
                return guid is { } found ? await ReadAsync(sight, directory, found, space, cancellationToken).ConfigureAwait(false) : sight with { IsLive = true };
            }
            catch (DrsrException error)
            {
                return sight with { Obstacle = error.Message };
            }
        }
    }

    static async Task<PersonSight> ReadAsync(PersonSight sight, DrsDirectoryConnector directory, Guid guid, ConnectorSpace? space, CancellationToken cancellationToken)
    {
        var known = sight.State?.ObjectGuid == guid ? sight.State : space?.Find(guid);
        using var page = await directory.ReadObjectAsync(DsName.FromGuid(guid), withSecrets: false, cancellationToken).ConfigureAwait(false);
        return sight with
        {
            IsLive = true,
            State = page is null ? null : ObjectMerger.Merge(known, page.Objects[0], isWhole: true, hasSecrets: false),
        };
    }

    // Where the cloud cannot be asked, the tenant is taken as the service last heard of it.
    static PersonSight Decide(PersonSight sight, Sights sights)
    {
        var tenant = sights.Cloud.Any?.Tenant ?? sights.Domains.FirstOrDefault(domain => domain.Domain == sight.Domain)?.Stored?.Health?.Tenant;
        return sight.State is { IsDeleted: false } state && tenant is not null
            ? sight with { Decision = SyncScope.Decide(state, tenant with { PasswordSync = true }, sight.Scope) }
            : sight;
    }

    async Task<PersonSight> AddCloudAsync(PersonSight sight, AgentFacts facts, HttpCloudConnector? connector, CloudSight cloud, CancellationToken cancellationToken)
    {
        if (sight.State is not { Anchor: { } anchor } state || connector is null || cloud.Failure is not null)
            return sight;

        var attribute = facts.Connectors.FirstOrDefault(each => each.Directory.Domain == sight.Domain)?.UserNameAttribute ?? UserNames.Usual;
        var query = new PersonQuery { Anchor = anchor, UserName = UserNames.Of(state, attribute, sight.Domain ?? "") };
        return sight with { Cloud = await new CloudDiagnosisProbe(limits, time).LookAtPersonAsync(connector, query, cancellationToken).ConfigureAwait(false) };
    }
}
