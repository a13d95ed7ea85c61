using Skybridge.Sync.Agent;
using Skybridge.Troubleshooting.Checks;
using Skybridge.Troubleshooting.Findings;

namespace Skybridge.Agent.Watching;

/// <summary>Runs the checks all the time: the cheap ones every minute, all of them every 15. A cause that comes or goes is an event.</summary>
/// <param name="examine">Runs checks under the present settings.</param>
/// <param name="store">Keeps the causes that are there, for whoever looks.</param>
/// <param name="events">Hears of what comes and goes.</param>
/// <param name="time">The clock.</param>
sealed class CauseWatch(Func<IReadOnlyList<Check>, CancellationToken, Task<Diagnosis>> examine, AgentStore store, EventLog events, TimeProvider time)
{
    static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    static readonly TimeSpan FullInterval = TimeSpan.FromMinutes(15);

    /// <summary>A cause is announced once it has been there for so long: a restart of something is no event.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(50);

    readonly Dictionary<(string Cause, string Scope), Standing> _standing = [];
    DateTimeOffset _lastFull = DateTimeOffset.MinValue;

    /// <summary>Until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Recall();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Interval, time, cancellationToken);
                await LookAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Looking must never end the work that is looked at.
            catch (Exception error)
#pragma warning restore CA1031
            {
                events.Add(EventNumbers.UnexpectedError, EventLevel.Warning, null, $"The checks could not be run: {error.Message}");
            }
        }
    }

    /// <summary>One round.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        // Something that stands is looked at as a whole: its cause may be one of those that are asked for rarely.
        var now = time.GetUtcNow();
        var full = now - _lastFull >= FullInterval || store.GetHealth().Any(entry => entry.Health.Problem is { } problem && problem.Since > _lastFull);
        var checks = full ? Catalogue.General : Catalogue.Cheap;
        var diagnosis = await examine(checks, cancellationToken);
        if (full)
            _lastFull = now;
        Apply(diagnosis, checks, time.GetUtcNow());
    }

    void Apply(Diagnosis diagnosis, IReadOnlyList<Check> checks, DateTimeOffset now)
    {
        foreach (var finding in diagnosis.Found)
            Note(finding, now);
        var cleared = diagnosis.Findings.Where(finding => finding.Verdict == Verdict.Cleared).Select(finding => (finding.Cause, finding.Scope));
        foreach (var key in cleared.Where(_standing.ContainsKey).ToList())
            Clear(key, now);
        // A domain controller that is no longer in the settings is cleared with them.
        var looked = diagnosis.Findings.Select(finding => (finding.Cause, finding.Scope)).ToHashSet();
        foreach (var key in _standing.Keys.Where(key => checks.Any(check => check.Slug == key.Cause) && !looked.Contains(key)).ToList())
            Clear(key, now);

        store.SetCauses([.. _standing.Where(pair => pair.Value.IsAnnounced)
            .Select(pair => new StandingCause(pair.Key.Cause, pair.Key.Scope, pair.Value.IsWarning, pair.Value.Seen, pair.Value.Since))]);
    }

    void Note(Finding finding, DateTimeOffset now)
    {
        var key = (finding.Cause, finding.Scope);
        var standing = _standing.GetValueOrDefault(key) ?? new Standing(now);
        (standing.Seen, standing.IsWarning) = (finding.Seen, finding.Severity == Severity.Warning);
        _standing[key] = standing;
        if (standing.IsAnnounced || now - standing.Since < Grace)
            return;

        standing.IsAnnounced = true;
        events.Add(
            EventNumbers.CauseFound,
            standing.IsWarning ? EventLevel.Warning : EventLevel.Error,
            null,
            $"{finding.Cause} found ({finding.Scope}): {finding.Seen} See {finding.Page}, or run `skybridge troubleshoot`.");
    }

    void Clear((string Cause, string Scope) key, DateTimeOffset now)
    {
        if (_standing.Remove(key, out var standing) && standing.IsAnnounced)
            events.Add(EventNumbers.CauseCleared, EventLevel.Information, null, $"{key.Cause} is gone ({key.Scope}), after {(now - standing.Since).TotalMinutes:0} min.");
    }

    /// <summary>Takes up what the service knew before it was stopped.</summary>
    public void Recall()
    {
        foreach (var cause in store.GetCauses())
            _standing[(cause.Cause, cause.Scope)] = new Standing(cause.Since) { IsAnnounced = true, IsWarning = cause.IsWarning, Seen = cause.Seen };
    }

    sealed class Standing(DateTimeOffset since)
    {
        public DateTimeOffset Since { get; } = since;

        public string Seen { get; set; } = "";

        public bool IsWarning { get; set; }

        public bool IsAnnounced { get; set; }
    }
}
