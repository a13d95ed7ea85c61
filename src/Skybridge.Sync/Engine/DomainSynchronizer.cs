using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Skybridge.Contract;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Cloud;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Groups;
using Skybridge.Sync.Lag;
using Skybridge.Sync.Leases;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Engine;

/// <summary>Keeps one domain synchronized: cycle after cycle, the retry list, what operators ask for, the heartbeat.</summary>
public sealed partial class DomainSynchronizer : IAsyncDisposable
{
    static readonly TimeSpan MailboxInterval = TimeSpan.FromMilliseconds(500);

    readonly AgentStore _store;
    readonly ILogger _logger;
    readonly Observer _observer;
    DomainSession _session;
    TenantState? _tenant;
    DateTimeOffset _lastContact;
    TimeSpan _patience;
    GroupProgress _groups;
    DomainHealth _health;

    /// <summary>Creates a synchronizer; it owns the connector and the lease. Without a lease it works as if there were no other agent, and without a watch it believes the domain controller that it reads.</summary>
    public DomainSynchronizer(
        string domain,
        IDirectoryConnector directory,
        ICloudConnector cloud,
        ConnectorSpace space,
        AgentStore store,
        EventLog events,
        SyncOptions options,
        TimeProvider time,
        ILogger logger,
        LeaseKeeper? lease = null,
        LagWatch? lag = null)
    {
        _lag = lag;
        _lease = lease;
        var watched = lease is null ? directory : new WatchedDirectoryConnector(directory, lease.Signs);
        _session = _whole = new DomainSession { Domain = domain, Directory = watched, Cloud = cloud, Space = space, Events = events, Options = options, Time = time };
        _store = store;
        _logger = logger;
        _observer = new Observer(this);
        _health = new DomainHealth { Domain = domain, ProcessId = Environment.ProcessId, Activity = "starting", LastDelivery = RecallDelivery() };
        _tenant = RecallTenant();
        RecallLag();
    }

    /// <summary>Which domain.</summary>
    public string Domain => _session.Domain;

    /// <summary>Hears how a full read gets on.</summary>
    public Action<CycleProgress>? Progress { get; set; }

    /// <summary>Runs until cancelled. Whatever fails is tried again, later where that is wiser.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        SetHealth(_health);
        var asking = _lag?.RunAsync(cancellationToken) ?? Task.CompletedTask;
        while (!cancellationToken.IsCancellationRequested)
        {
            var wait = await StepAsync(cancellationToken).ConfigureAwait(false);
            await WaitAsync(wait, cancellationToken).ConfigureAwait(false);
        }

        await asking.ConfigureAwait(false);
    }

    /// <summary>Does one thing now, and reports; failures are in the report.</summary>
    public async Task<CycleReport> RunOnceAsync(RequestKind kind, string? argument, CancellationToken cancellationToken)
    {
        var started = _session.Time.GetTimestamp();
        var report = new CycleReport { Domain = _session.Domain, IsFull = kind == RequestKind.Full };
        try
        {
            report = await PerformAsync(kind, argument, report, cancellationToken).ConfigureAwait(false);
            _patience = TimeSpan.Zero;
            Recover();
        }
        catch (Exception error) when (error is not OperationCanceledException && Problem.Of(error) is { } problem)
        {
            _patience = await FailAsync(problem, error).ConfigureAwait(false);
            report = report with { Error = problem.Error, Hint = problem.Hint };
        }

        return report with { Elapsed = _session.Time.GetElapsedTime(started) };
    }

    /// <summary>Gives up the lease and the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_lease is not null)
            await _lease.DisposeAsync().ConfigureAwait(false);
        if (_lag is not null)
            await _lag.DisposeAsync().ConfigureAwait(false);
        await _session.Directory.DisposeAsync().ConfigureAwait(false);
    }

    async Task<TimeSpan> StepAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_store.TakeRequest(_session.Domain) is { } request)
            {
                await AnswerAsync(request, cancellationToken).ConfigureAwait(false);
                return _patience;
            }

            await SynchronizeAsync(whole: false, verify: false, allowDeletions: false, cancellationToken).ConfigureAwait(false);
            Recover();
            return _session.Options.Interval;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return TimeSpan.Zero;
        }
#pragma warning disable CA1031 // The engine's loop must outlive every error; each is named, reported, and met with patience.
        catch (Exception error)
#pragma warning restore CA1031
        {
            var problem = Problem.Of(error) ?? Unexpected(error);
            return await FailAsync(problem, error).ConfigureAwait(false);
        }
    }

    // An operator may try at once what the loop would wait with; the loop itself waits as long as the answer to them says.
    async Task AnswerAsync(AgentRequest request, CancellationToken cancellationToken)
    {
        try
        {
            _store.FinishRequest(request.Id, await RunOnceAsync(request.Kind, request.Argument, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            _store.FinishRequest(request.Id, new CycleReport { Domain = _session.Domain, Error = error.Message, Hint = "Look at the service's log." });
            throw;
        }
    }

    async Task<CycleReport> PerformAsync(RequestKind kind, string? argument, CycleReport report, CancellationToken cancellationToken)
    {
        if (kind == RequestKind.Person)
            return report with { Person = await SynchronizePersonAsync(argument ?? "", cancellationToken).ConfigureAwait(false) };

        var (full, began) = (kind == RequestKind.Full, _session.Time.GetUtcNow());
        if (full)
            _session.Space.WakeWaiting();
        var done = await SynchronizeAsync(whole: full, verify: full, argument == AgentRequest.AllowDeletions, cancellationToken).ConfigureAwait(false);
        if (full && !StandsBy)
            RestoreNotice.Forget(_session.Space, began);
        return report with
        {
            IsFull = full || done.WasWhole,
            IsStaging = _session.Options.Mode == SyncMode.Staging,
            StandsByFor = StandsBy ? _role!.Leader ?? CycleReport.Nobody : null,
            ObjectsRead = done.Progress.Objects,
            PeopleDelivered = done.Progress.People,
            PasswordsDelivered = done.Progress.Passwords,
            Removed = done.Progress.Removed,
            Failed = done.Progress.Failed + _groups.Failed,
            DeletionsWaiting = _session.Space.CountRemovals(),
            GroupsDelivered = _groups.Groups,
            GroupsRemoved = _groups.Removed,
            MembershipsDelivered = _groups.Links,
        };
    }

    async Task<(CycleProgress Progress, bool WasWhole)> SynchronizeAsync(bool whole, bool verify, bool allowDeletions, CancellationToken cancellationToken)
    {
        await TakeRoleAsync(cancellationToken).ConfigureAwait(false);
        await _session.Directory.ReturnAsync(cancellationToken).ConfigureAwait(false);
        var tenant = await RefreshTenantAsync(cancellationToken).ConfigureAwait(false);
        whole |= _session.Space.GetSetting(GroupIntake.ReadSetting) is null;
        whole |= _session.Space.GetCheckpoint(_session.PositionOf(tenant)) is null && _session.Space.GetCheckpoint(CheckpointKind.Delivered) is null;
        var (forgot, owed) = (CloudForgot(tenant, isFirst: whole), OwesFull(tenant));
        whole |= LacksAttributes() || forgot || owed;
        var progress = await CycleAsync(whole, verify || forgot || owed, cancellationToken).ConfigureAwait(false);
        RememberIncarnation(tenant);
        if (owed)
            _session.Space.SetSetting(FullOwedSetting, No);
        if (whole)
            RememberAttributes();
        progress = Add(progress, await ReviseScopeAsync(cancellationToken).ConfigureAwait(false));

        progress = Add(progress, await HealAsync(cancellationToken).ConfigureAwait(false));
        var round = new RetryRound(_session, _tenant!, _observer);
        if (!await round.RunAsync(cancellationToken).ConfigureAwait(false))
        {
            progress = Add(progress, await CycleAsync(whole: true, verify: false, cancellationToken).ConfigureAwait(false));
            whole = true;
        }

        var removals = new RemovalRound(_session, _tenant!, _observer);
        await removals.RunAsync(allowDeletions, cancellationToken).ConfigureAwait(false);
        progress = Add(progress, removals.Done);

        // Last, for a password never waits for a group.
        var groups = new GroupDelivery(_session, _tenant!);
        await groups.RunAsync(cancellationToken).ConfigureAwait(false);
        _groups = groups.Done;
        ReportMove();
        await JudgeLagAsync(tenant).ConfigureAwait(false);
        SetHealth(_health with { Activity = StandsBy ? "standing by" : "waiting for changes", LastCycle = _session.Time.GetUtcNow(), DomainController = _session.Directory.DomainController });
        return (Add(progress, round.Done), whole);
    }

    async Task<CycleProgress> CycleAsync(bool whole, bool verify, CancellationToken cancellationToken)
    {
        var cycle = new DomainCycle(_session, _tenant!, _observer);
        _observer.Begin(whole);
        try
        {
            await cycle.RunAsync(whole, verify, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (whole && error is not OperationCanceledException)
        {
            _session.Report(EventNumbers.FullFailed, EventLevel.Error, $"Full synchronization of {_session.Domain} failed: {error.Message}");
            throw;
        }

        if (cycle.Heard is { } tenant)
            Hear(tenant);
        _observer.End(cycle.Done);
        return cycle.Done;
    }

    // Once a domain controller was put back, what it holds is newer whatever its stamps say: the cloud is told, then everything is compared.
    // The evidence stays on disk until that is done.
    async Task<CycleProgress> HealAsync(CancellationToken cancellationToken)
    {
        if (RestoreEvidence.Recall(_session.Space) is not { } restored)
            return default;

        var request = new EpochRequest { Domain = _session.Domain, Ended = restored.Epoch, Evidence = restored.Text };
        Hear(await _session.Cloud.BeginEpochAsync(request, cancellationToken).ConfigureAwait(false));
        var progress = await CycleAsync(whole: true, verify: true, cancellationToken).ConfigureAwait(false);
        RestoreEvidence.Forget(_session.Space);
        return progress;
    }

    async Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        var started = _session.Time.GetTimestamp();
        try
        {
            for (var left = wait; left > TimeSpan.Zero && !HasRequest(); left = wait - _session.Time.GetElapsedTime(started))
                await Task.Delay(left < MailboxInterval ? left : MailboxInterval, _session.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop sees it.
        }
    }

    bool HasRequest()
    {
        try
        {
            return _store.HasRequest(_session.Domain);
        }
        catch (SqliteException)
        {
            // The next step looks again, and says what is wrong.
            return false;
        }
    }

    static CycleProgress Add(CycleProgress a, CycleProgress b) =>
        new(a.Objects + b.Objects, a.People + b.People, a.Passwords + b.Passwords, a.Removed + b.Removed, a.Failed + b.Failed);

    Problem Unexpected(Exception error)
    {
        Log.Unexpected(_logger, _session.Domain, error);
        _session.Report(EventNumbers.UnexpectedError, EventLevel.Error, string.Create(CultureInfo.InvariantCulture, $"An error that nobody expected: {error.GetType().Name}: {error.Message}"));
        return new Problem("unexpected", error.Message, "Please report this, with the service's log.", TimeSpan.FromSeconds(30));
    }
}
