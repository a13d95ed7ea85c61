using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Skybridge.Agent.Home;
using Skybridge.Agent.Hosting;
using Skybridge.CommandLine;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Engine;

namespace Skybridge.Agent.Commands;

/// <summary>Has domains do something now: by the running service or, when none runs, in this process.</summary>
/// <param name="home">The agent's home.</param>
/// <param name="domains">Which domains, in this order.</param>
/// <param name="terminal">Where progress is shown.</param>
sealed class SyncRunner(AgentHome home, IReadOnlyList<string> domains, Terminal terminal)
{
    static readonly TimeSpan RenewalInterval = TimeSpan.FromSeconds(15);
    static readonly TimeSpan AnswerInterval = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(2);

    /// <summary>Does it in every domain, or finds one person in the first that has them.</summary>
    public async Task<IReadOnlyList<CycleReport>> RunAsync(RequestKind kind, string? argument, CancellationToken cancellationToken)
    {
        if (HomeLock.TryTake(home) is { } homeLock)
        {
            await using var process = AgentProcess.Open(home, homeLock, terminal.Time, NullLogger.Instance);
            return await AskAsync(kind, domain => RunHereAsync(process, domain, kind, argument, cancellationToken));
        }

        using var store = AgentStore.Open(home.Store, terminal.Time);
        return await AskAsync(kind, domain => AskServiceAsync(store, domain, kind, argument, cancellationToken));
    }

    // One domain's trouble is not another's. A person lives in one of them only, and is looked for in one after the other.
    async Task<IReadOnlyList<CycleReport>> AskAsync(RequestKind kind, Func<string, Task<CycleReport>> ask)
    {
        if (kind != RequestKind.Person)
            return await Task.WhenAll(domains.Select(ask));

        var reports = new List<CycleReport>();
        foreach (var domain in domains)
        {
            var report = await ask(domain);
            if (report.Person is { IsUnknown: false })
                return [report];

            reports.Add(report);
        }

        return reports.Find(report => report.Error is not null) is { } failed ? [failed] : [reports[^1]];
    }

    Task<CycleReport> RunHereAsync(AgentProcess process, string domain, RequestKind kind, string? argument, CancellationToken cancellationToken)
    {
        var synchronizer = process.Work.Synchronizers.Single(each => each.Domain == domain);
        synchronizer.Progress = ShowProgress(domain);
        return synchronizer.RunOnceAsync(kind, argument, cancellationToken);
    }

    async Task<CycleReport> AskServiceAsync(AgentStore store, string domain, RequestKind kind, string? argument, CancellationToken cancellationToken)
    {
        var time = terminal.Time;
        var (id, renewed, shown) = (store.AddRequest(domain, kind, argument), time.GetTimestamp(), time.GetTimestamp());
        while (true)
        {
            if (store.GetAnswer(id) is { } report)
                return report;
            if (HomeLock.TryTake(home) is { } free)
            {
                free.Dispose();
                throw new OperatorException($"The service ended before it answered for {domain}.", "Look at `skybridge events`, then run the command again.");
            }

            if (time.GetElapsedTime(renewed) >= RenewalInterval)
            {
                store.RenewRequest(id);
                renewed = time.GetTimestamp();
            }

            if (kind == RequestKind.Full && time.GetElapsedTime(shown) >= ProgressInterval)
            {
                ShowActivity(store, domain);
                shown = time.GetTimestamp();
            }

            await Task.Delay(AnswerInterval, time, cancellationToken);
        }
    }

    void ShowActivity(AgentStore store, string domain)
    {
        if (store.GetHealth().Select(entry => entry.Health).FirstOrDefault(health => health.Domain == domain) is { } health)
            terminal.Error.WriteLine($"  {domain}: {health.Activity}");
    }

    Action<CycleProgress> ShowProgress(string domain)
    {
        var started = terminal.Time.GetTimestamp();
        var shown = started;
        return done =>
        {
            if (terminal.Time.GetElapsedTime(shown) < ProgressInterval)
                return;

            shown = terminal.Time.GetTimestamp();
            var rate = done.Objects / terminal.Time.GetElapsedTime(started).TotalSeconds;
            terminal.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  {domain}: {done.Objects:N0} objects read, {done.Passwords:N0} passwords delivered, {rate:N0} objects/s"));
        };
    }
}
