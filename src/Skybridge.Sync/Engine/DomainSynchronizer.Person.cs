using Skybridge.Contract;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Engine;

/// <content>One person, now.</content>
public sealed partial class DomainSynchronizer
{
    async Task<PersonReport> SynchronizePersonAsync(string name, CancellationToken cancellationToken)
    {
        await TakeRoleAsync(cancellationToken).ConfigureAwait(false);
        if (StandsBy)
            throw NotHere();
        var tenant = await RefreshTenantAsync(cancellationToken).ConfigureAwait(false);
        await _session.Directory.ConnectAsync(cancellationToken).ConfigureAwait(false);
        var guid = await _session.Directory.FindAsync(name, cancellationToken).ConfigureAwait(false)
            ?? _session.Space.Search(name).FirstOrDefault(state => !state.IsDeleted)?.ObjectGuid;
        if (guid is not { } found)
            return PersonReport.Unknown(name, $"{_session.Domain} has nobody by that name.");

        var started = _session.Time.GetUtcNow();
        _observer.Begin(whole: false);
        await new RetryRound(_session, tenant, _observer).RunAsync(found, cancellationToken).ConfigureAwait(false);
        var report = Describe(name, found, started);
        if (report.Status != DeliveryStatus.Success)
            _session.Report(EventNumbers.SingleFailed, EventLevel.Warning, $"{report.DistinguishedName ?? name} could not be synchronized on request: {report.Status} ({report.Reason}).");
        return report;
    }

    PersonReport Describe(string name, Guid guid, DateTimeOffset since)
    {
        if (_session.Space.Find(guid) is not { } state)
            return PersonReport.Unknown(name, "The directory has the name, but not the object.");

        var attempt = _session.Space.GetAttempts(guid, 1) is [var last] && last.At >= since.AddMilliseconds(-1) ? last : null;
        var status = attempt?.Status ?? StatusOf(state);
        return new PersonReport(name, state.DistinguishedName, status, attempt?.Reason ?? state.Reason, attempt?.Detail ?? state.Rule, state.CloudUserName);
    }

    static DeliveryStatus StatusOf(ObjectState state) => state switch
    {
        { Kind: ObjectKind.Other or ObjectKind.Container } => DeliveryStatus.NoTargetConnection,
        { Reason: null, DeliveredPassword: not null } => DeliveryStatus.Success,
        { Reason: Reasons.NotAUser or Reasons.OutOfScope } => DeliveryStatus.NoTargetConnection,
        { Reason: null } => DeliveryStatus.Unknown,
        _ => DeliveryStatus.FilteredByTarget,
    };
}
