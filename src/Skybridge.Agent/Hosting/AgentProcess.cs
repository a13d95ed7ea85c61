using Microsoft.Extensions.Logging;
using Skybridge.Agent.Watching;
using Skybridge.Agent.Home;
using Skybridge.CommandLine;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Engine;
using Skybridge.Troubleshooting.Checks;
using Skybridge.Troubleshooting.Findings;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Agent.Hosting;

/// <summary>Everything that works in a home while it is locked: the store, and the work that the settings ask for.</summary>
sealed class AgentProcess : IAsyncDisposable
{
    static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    readonly AgentHome _home;
    readonly HomeLock _lock;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    string _seen;

    AgentProcess(AgentHome home, HomeLock homeLock, TimeProvider time, ILogger logger)
    {
        // The stamp first: what is written after it is noticed.
        (_home, _lock, _time, _logger, _seen) = (home, homeLock, time, logger, home.SettingsStamp());
        Settings = home.ReadSettings();
        // What an operator may have to mend comes first: only then is anything written.
        var access = AgentAccess.Open(home, Settings, time);
        Store = AgentStore.Open(home.Store, time);
        Events = new EventLog(Store, logger);
        Work = new AgentWork(home, Settings, access, Store, Events, time, logger);
        Watch = new CauseWatch(ExamineAsync, Store, Events, time);
        Sampler = new ProofSampler(home, Store, Events, time);
        Store.SetSettingsSeen(_seen);
    }

    public AgentSettings Settings { get; private set; }

    public AgentStore Store { get; }

    public EventLog Events { get; }

    /// <summary>The work under the present settings.</summary>
    public AgentWork Work { get; private set; }

    /// <summary>Looks for causes of trouble.</summary>
    public CauseWatch Watch { get; }

    /// <summary>Proves by samples that passwords are where they should be.</summary>
    public ProofSampler Sampler { get; }

    /// <summary>Opens a home that is locked already; the lock is given back on disposal.</summary>
    public static AgentProcess Open(AgentHome home, HomeLock homeLock, TimeProvider time, ILogger logger)
    {
        try
        {
            return new AgentProcess(home, homeLock, time, logger);
        }
        catch
        {
            homeLock.Dispose();
            throw;
        }
    }

    /// <summary>Waits until the settings change. Settings that cannot be used are reported, and waited out.</summary>
    public async Task<AgentSettings> WaitForSettingsAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(LookInterval, _time, cancellationToken);
            var stamp = _home.SettingsStamp();
            if (stamp == _seen)
                continue;

            _seen = stamp;
            try
            {
                return _home.ReadSettings();
            }
            catch (OperatorException error)
            {
                Store.SetSettingsSeen(stamp);
                Events.Add(EventNumbers.UnexpectedError, EventLevel.Error, null, $"The changed settings are not taken up. {error.Message} {error.Hint}");
            }
        }
    }

    /// <summary>Takes up settings; the work of the old ones must be at rest. Settings that cannot be worked with are reported, and the old ones stay.</summary>
    public async Task TakeUpAsync(AgentSettings settings)
    {
        AgentWork work;
        var seen = _seen;
        try
        {
            work = new AgentWork(_home, settings, AgentAccess.Open(_home, settings, _time), Store, Events, _time, _logger);
        }
        catch (Exception error) when (error is OperatorException || Problem.Of(error) is not null)
        {
            Events.Add(EventNumbers.UnexpectedError, EventLevel.Error, null, $"The changed settings are not taken up. {error.Message} {(error as OperatorException)?.Hint ?? Problem.Of(error)?.Hint}");
            Store.SetSettingsSeen(seen);
            return;
        }

        await Work.DisposeAsync();
        var before = Settings.Mode;
        (Settings, Work) = (settings, work);
        Store.SetSettingsSeen(seen);
        if (settings.Mode != before)
            Events.Add(EventNumbers.StagingChanged, EventLevel.Warning, null, $"Staging mode is {(settings.Mode == SyncMode.Staging ? "on: nothing is delivered" : "off: this agent delivers")}. {settings.ModeChange?.By ?? "Somebody"} changed it.");
        Events.Add(EventNumbers.SettingsTakenUp, EventLevel.Information, null, $"The changed settings are taken up: {settings.Connectors.Count} domain(s), {settings.Mode}.");
    }

    /// <summary>Drops what is older than is kept.</summary>
    public void Prune()
    {
        Store.Prune();
        Work.Prune();
    }

    public async ValueTask DisposeAsync()
    {
        await Work.DisposeAsync();
        Store.Dispose();
        _lock.Dispose();
    }

    async Task<Diagnosis> ExamineAsync(IReadOnlyList<Check> checks, CancellationToken cancellationToken) =>
        (await TroubleshooterFactory.Create(_home, new ProbeLimits(), _time).RunAsync(checks, cancellationToken)).Diagnosis;
}
