using System.Globalization;
using System.Text.Json;
using Skybridge.Contract;
using Skybridge.Drsr;
using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Security;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Cloud;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Engine;

/// <content>The tenant, problems that come and go, and what the service tells of itself.</content>
public sealed partial class DomainSynchronizer
{
    internal const string TenantSetting = "tenant";
    const string FullOwedSetting = "full-owed";
    const string Yes = "yes";
    const string No = "no";

    static readonly TimeSpan HeartbeatInterval = TimeSpan.FromMinutes(30);
    static readonly TimeSpan Another = TimeSpan.FromMilliseconds(200);

    DateTimeOffset _heartbeatReported;
    string? _source;

    async Task<TenantState> RefreshTenantAsync(CancellationToken cancellationToken)
    {
        // However far away: a clock that was put back must not keep us silent until it has caught up.
        if (_tenant is { } known && (_session.Time.GetUtcNow() - _lastContact).Duration() < _session.Options.ContactInterval)
            return known;

        // The heartbeat is a batch without changes: it takes the way that passwords take.
        var tenant = await _session.Cloud.GetTenantAsync(_session.Domain, cancellationToken).ConfigureAwait(false);
        var heartbeat = new DeliveryBatch { Sequence = _session.Space.NextSequence(), Domain = _session.Domain, Epoch = tenant.Epoch, Changes = [] };
        if (_session.Options.Mode == SyncMode.Active)
        {
            tenant = (await _session.Cloud.DeliverAsync(heartbeat, cancellationToken).ConfigureAwait(false)).Tenant;
            ReportHeartbeat();
        }

        var before = _tenant;
        Hear(tenant);
        if (before is not null && IsOtherFor(before, tenant))
            await ReviseAsync(before, tenant, cancellationToken).ConfigureAwait(false);
        return tenant;
    }

    // Administrators know it as the sign of life of a quiet half hour; the cloud hears of us far more often.
    void ReportHeartbeat()
    {
        var now = _session.Time.GetUtcNow();
        if ((now - _heartbeatReported).Duration() < HeartbeatInterval || (now - (_health.LastDelivery ?? DateTimeOffset.MinValue)).Duration() < HeartbeatInterval)
            return;

        _heartbeatReported = now;
        _session.Report(EventNumbers.HeartbeatEnd, EventLevel.Information, "Heartbeat: the cloud answers; there was nothing to deliver lately.");
    }

    void Hear(TenantState tenant)
    {
        _lastContact = _session.Time.GetUtcNow();
        _health = _health with { LastCloudContact = _lastContact, Tenant = tenant };

        // A receipt may bring the news of a change: forgetting the contact makes the next cycle act on it.
        if (_tenant is { } before && IsOtherFor(before, tenant))
            _lastContact = default;
        else
            Remember(tenant);
    }

    void Remember(TenantState tenant)
    {
        if (_tenant is null || IsOtherFor(_tenant, tenant))
            _session.Space.SetSetting(TenantSetting, JsonSerializer.Serialize(tenant, ContractJson.Default.TenantState));
        _tenant = tenant;
    }

    // A service that starts anew has not stopped having delivered.
    DateTimeOffset? RecallDelivery()
    {
        try
        {
            return _store.GetHealth().Select(entry => entry.Health).FirstOrDefault(health => health.Domain == _session.Domain)?.LastDelivery;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // What another version of the agent stored may lack what this one wants: then the cloud is asked as if for the first time.
    TenantState? RecallTenant()
    {
        try
        {
            return _session.Space.GetSetting(TenantSetting) is { } json ? JsonSerializer.Deserialize(json, ContractJson.Default.TenantState) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static bool IsOtherFor(TenantState before, TenantState after) =>
        before.PasswordSync != after.PasswordSync || before.ForcePasswordChange != after.ForcePasswordChange || !before.VerifiedDomains.SequenceEqual(after.VerifiedDomains);

    // Decisions that depended on the tenant are taken anew; what waited for it to change is tried again. The new state is kept only then: whatever
    // fails before is done again.
    async Task ReviseAsync(TenantState before, TenantState after, CancellationToken cancellationToken)
    {
        _session.Space.WakeWaiting();
        if (after.PasswordSync && !before.PasswordSync)
            _session.Space.SetSetting(FullOwedSetting, Yes);

        var identity = await _session.Directory.ConnectAsync(cancellationToken).ConfigureAwait(false);
        var runner = _session.CreateRunner(identity, after, _observer);
        await using var _ = runner.ConfigureAwait(false);
        string?[] dependent = after.PasswordSync ? [Reasons.PasswordSyncDisabled, Reasons.TemporaryPassword] : [Reasons.TemporaryPassword, null];
        foreach (var portion in _session.Space.WithReason(dependent).Chunk(DeliveryBatch.MaxChanges))
            await runner.ReviseAsync([.. _session.Space.Load(portion).Values], state => state, _session.WithSecrets(after), cancellationToken).ConfigureAwait(false);
        await runner.FinishAsync(null).ConfigureAwait(false);

        _lease?.Poke();
        Remember(after);
        _lastContact = _session.Time.GetUtcNow();
        _session.Report(
            EventNumbers.TenantChanged,
            EventLevel.Information,
            $"The tenant changed: password-sync {Switch(before.PasswordSync, after.PasswordSync)}, force-password-change {Switch(before.ForcePasswordChange, after.ForcePasswordChange)}, {after.VerifiedDomains.Count} verified domains.");
    }

    // Passwords that were not taken for a while: everybody's is compared once, as administrators know it from turning it on. On disk until it is done.
    bool OwesFull(TenantState tenant) => _session.WithSecrets(tenant) && _session.Space.GetSetting(FullOwedSetting) == Yes;

    static string Switch(bool before, bool after) => before == after ? (after ? "on" : "off") : after ? "turned on" : "turned off";

    // Which domain controller is read changes by itself; whoever looks for a password that is late wants to know when it did.
    void ReportMove()
    {
        var now = _session.Directory.DomainController;
        if (_source is not null && now is not null && now != _source)
            _session.Report(EventNumbers.DomainControllerChanged, EventLevel.Information, $"Changes are read from {now} now, no longer from {_source}.");
        _source = now ?? _source;
    }

    async Task<TimeSpan> FailAsync(Problem problem, Exception error)
    {
        if (IsLeaseLost(error))
            return Promptly;
        if (error is CloudException { Code: ErrorCodes.EpochOutdated })
            _lastContact = default;
        if (error is DrsrException)
            await _session.Directory.DisconnectAsync(preferAnother: error is not KerberosException, forgetTicket: error is KerberosException or DrsException).ConfigureAwait(false);

        // Another domain controller may be asked at once. Of the account itself every one thinks the same.
        if (error is DrsrException and not KerberosException && _session.Directory.HasAnother && problem.RetryAfter > Another)
            problem = problem with { RetryAfter = Another };

        var now = _session.Time.GetUtcNow();
        var isNew = _health.Problem?.Cause != problem.Cause;
        SetHealth(_health with
        {
            Activity = string.Create(CultureInfo.InvariantCulture, $"tries again in {problem.RetryAfter.TotalSeconds:0} s"),
            DomainController = _session.Directory.DomainController,
            Problem = new HealthProblem(problem.Cause, problem.Error, problem.Hint, isNew ? now : _health.Problem!.Since),
        });
        if (isNew)
            _session.Report(NumberOf(error), EventLevel.Error, $"{problem.Error} {problem.Hint} ({problem.Cause})");
        return problem.RetryAfter;
    }

    static int NumberOf(Exception error) => error switch
    {
        CloudException => EventNumbers.BatchFailed,
        DrsrException => EventNumbers.DomainFailed,
        Microsoft.Data.Sqlite.SqliteException => EventNumbers.CheckpointFailed,
        _ => EventNumbers.DomainFailed,
    };

    void Recover()
    {
        if (_health.Problem is not { } problem)
            return;

        SetHealth(_health with { Problem = null });
        var lasted = _session.Time.GetUtcNow() - problem.Since;
        _session.Report(EventNumbers.Recovered, EventLevel.Information, string.Create(CultureInfo.InvariantCulture, $"Works again after {lasted.TotalSeconds:0} s ({problem.Cause})."));
    }

    void SetHealth(DomainHealth health)
    {
        _health = health;
        try
        {
            _store.SetHealth(health);
        }
        catch (Microsoft.Data.Sqlite.SqliteException error)
        {
            Log.EventNotStored(_logger, 0, error.Message);
        }
    }

    /// <summary>Turns portions into progress and events.</summary>
    sealed class Observer(DomainSynchronizer owner) : ICycleObserver
    {
        static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(10);

        bool _whole;
        long _started;
        long? _lastProgress;

        public void Begin(bool whole)
        {
            _whole = whole;
            (_started, _lastProgress) = (owner._session.Time.GetTimestamp(), null);
            if (!whole)
                return;

            owner._session.Report(EventNumbers.FullForestStarted, EventLevel.Information, $"Full synchronization starts: forest of {owner._session.Domain}.");
            owner._session.Report(EventNumbers.FullDomainStarted, EventLevel.Information, $"Full synchronization starts: domain {owner._session.Domain}.");
            owner.SetHealth(owner._health with { Activity = "full synchronization" });
        }

        public void End(CycleProgress done)
        {
            if (!_whole)
                return;

            owner._session.Report(EventNumbers.FullDomainCompleted, EventLevel.Information, $"Full synchronization of domain {owner._session.Domain} is complete: {Describe(done)}.");
            owner._session.Report(EventNumbers.FullForestCompleted, EventLevel.Information, $"Full synchronization of the forest of {owner._session.Domain} is complete.");
        }

        public void OnPortion(OutcomeFolder portion, CycleProgress done)
        {
            if (portion.Passwords > 0)
                owner._health = owner._health with { LastDelivery = owner._session.Time.GetUtcNow() };
            if (_whole)
                ReportProgress(done);
            else if (portion.Passwords + portion.People + portion.Removed > 0)
                ReportBatch(portion);

            ReportRetries([.. portion.Retries.Where(entry => entry.Due is not null)], [.. portion.Retries.Where(entry => entry.Due is null)]);
            if (portion.Settled.Count > 0)
                owner._session.Report(EventNumbers.RetryRemoved, EventLevel.Information, $"{portion.Settled.Count} off the retry list.");
        }

        void ReportRetries(IReadOnlyList<RetryEntry> due, IReadOnlyList<RetryEntry> hopeless)
        {
            if (due.Count > 0)
                owner._session.Report(EventNumbers.RetryAdded, EventLevel.Information, $"{due.Count} on the retry list: {Reasons(due)}.");
            if (hopeless.Count > 0)
                owner._session.Report(EventNumbers.NotRetried, EventLevel.Warning, $"{hopeless.Count} not tried again until they change: {Reasons(hopeless)}. `skybridge troubleshoot --user NAME` says what is wrong with one.");
        }

        void ReportProgress(CycleProgress done)
        {
            owner.Progress?.Invoke(done);
            var time = owner._session.Time;
            if (_lastProgress is { } last && time.GetElapsedTime(last) < ProgressInterval)
                return;

            _lastProgress = time.GetTimestamp();
            owner._session.Report(EventNumbers.FullDomainProgress, EventLevel.Information, $"Full synchronization of {owner._session.Domain}: {Describe(done)} so far.");
            owner.SetHealth(owner._health with { Activity = $"full synchronization: {Describe(done)}" });
        }

        void ReportBatch(OutcomeFolder portion) => owner._session.Report(
            EventNumbers.BatchEnd,
            EventLevel.Information,
            string.Create(CultureInfo.InvariantCulture, $"Batch end. Count: {portion.Passwords} passwords; {portion.People} people changed, {portion.Removed} removed, {portion.Failed} refused."));

        string Describe(CycleProgress done)
        {
            var seconds = Math.Max(0.001, owner._session.Time.GetElapsedTime(_started).TotalSeconds);
            return string.Create(CultureInfo.InvariantCulture, $"{done.Objects} objects read, {done.People} people and {done.Passwords} passwords delivered, {done.Failed} refused, {done.Objects / seconds:0} objects/s");
        }

        static string Reasons(IReadOnlyList<RetryEntry> entries) =>
            string.Join(", ", entries.GroupBy(entry => entry.Reason).Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Key} {group.Count()}")));
    }
}
