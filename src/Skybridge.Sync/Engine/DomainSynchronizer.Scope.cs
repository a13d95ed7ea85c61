using Skybridge.Contract;
using Skybridge.Sync.Agent;

namespace Skybridge.Sync.Engine;

/// <content>The scope: who is meant can change while nothing in the directory does.</content>
public sealed partial class DomainSynchronizer
{
    const string ScopeSetting = "scope";

    // Decided anew by what is stored; only who comes in must be fetched. What fails before the end is done again: the rules are remembered last.
    async Task ReviseScopeAsync(TenantState tenant, CancellationToken cancellationToken)
    {
        var digest = _session.Options.Scope.Digest;
        if ((_session.Space.GetSetting(ScopeSetting) ?? ScopeRules.Everybody.Digest) == digest)
            return;

        var identity = await _session.Directory.ConnectAsync(cancellationToken).ConfigureAwait(false);
        var runner = _session.CreateRunner(identity, tenant, _observer);
        await using var _ = runner.ConfigureAwait(false);
        foreach (var portion in _session.Space.GetPeople().Chunk(DeliveryBatch.MaxChanges))
            await runner.ReviseAsync([.. _session.Space.Load(portion).Values], state => state, _session.WithSecrets(tenant), cancellationToken).ConfigureAwait(false);
        await runner.FinishAsync(null).ConfigureAwait(false);

        _lease?.Poke();
        _session.Space.SetSetting(ScopeSetting, digest);
        _session.Report(EventNumbers.ScopeChanged, EventLevel.Information, $"The scope of {_session.Domain} changed: everybody known was decided on anew.");
    }
}
