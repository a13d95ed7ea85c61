using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Skybridge.Agent.Home;
using Skybridge.Agent.Hosting;
using Skybridge.CommandLine;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Engine;

namespace Skybridge.Agent.Commands;

/// <summary><c>skybridge sync</c>: one cycle now, by the running service or, when none runs, in this process.</summary>
sealed class SyncCommand : Command
{
    static readonly TimeSpan RenewalInterval = TimeSpan.FromSeconds(15);
    static readonly TimeSpan AnswerInterval = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(2);

    readonly CommonOptions _common;
    readonly Option<bool> _full = new("--full") { Description = "Read everything, compare it with what the cloud has, and deliver what differs" };
    readonly Option<string?> _user = new("--user") { HelpName = "NAME", Description = "One person now: user principal name, DN, sAMAccountName or DOMAIN\\name" };

    public SyncCommand(CommonOptions common)
        : base("sync", "Synchronize now: what changed, everything (--full), or one person (--user)")
    {
        _common = common;
        Options.Add(_full);
        Options.Add(_user);
        Validators.Add(result =>
        {
            if (result.GetValue(_full) && result.GetValue(_user) is not null)
                result.AddError("--full and --user exclude each other.");
        });
        SetAction(RunAsync);
    }

    async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var home = new AgentHome(_common.HomeOf(parsed));
        var settings = home.ReadSettings();
        var person = parsed.GetValue(_user);
        var kind = person is not null ? RequestKind.Person : parsed.GetValue(_full) ? RequestKind.Full : RequestKind.Cycle;
        var report = HomeLock.TryTake(home) is { } homeLock
            ? await RunHereAsync(home, homeLock, kind, person, cancellationToken)
            : await AskServiceAsync(home, settings, kind, person, cancellationToken);

        if (report.Error is not null)
            throw new OperatorException(report.Error, report.Hint ?? "Look at `skybridge events`.");

        _common.Print(parsed, report, SyncJson.Default.CycleReport, output => Write(output, report));
        return report.Succeeded ? ExitCode.Done : ExitCode.DoneWithFindings;
    }

    async Task<CycleReport> RunHereAsync(AgentHome home, HomeLock homeLock, RequestKind kind, string? person, CancellationToken cancellationToken)
    {
        await using var process = AgentProcess.Open(home, homeLock, _common.Terminal.Time, NullLogger.Instance);
        CycleReport? last = null;
        foreach (var synchronizer in process.Work.Synchronizers)
        {
            synchronizer.Progress = ShowProgress();
            var report = await synchronizer.RunOnceAsync(kind, person, cancellationToken);
            if (report.Error is not null || report.Person is { Reason: not "user-not-found" })
                return report;
            last = report;
        }

        return last ?? throw new OperatorException("The agent has no domain.", "Set it up with `skybridge init`.");
    }

    async Task<CycleReport> AskServiceAsync(AgentHome home, AgentSettings settings, RequestKind kind, string? person, CancellationToken cancellationToken)
    {
        using var store = AgentStore.Open(home.Store, _common.Terminal.Time);
        var time = _common.Terminal.Time;
        var (id, renewed) = (store.AddRequest(kind, person), time.GetTimestamp());
        while (true)
        {
            if (store.GetAnswer(id) is { } report)
                return report;
            if (HomeLock.TryTake(home) is { } free)
            {
                free.Dispose();
                throw new OperatorException($"The service of {settings.Connectors[0].Domain} ended before it answered.", "Look at `skybridge events`, then run the command again.");
            }

            if (time.GetElapsedTime(renewed) >= RenewalInterval)
            {
                store.RenewRequest(id);
                renewed = time.GetTimestamp();
            }

            await Task.Delay(AnswerInterval, time, cancellationToken);
        }
    }

    Action<CycleProgress> ShowProgress()
    {
        var time = _common.Terminal.Time;
        var started = time.GetTimestamp();
        var shown = started;
        return done =>
        {
            if (time.GetElapsedTime(shown) < ProgressInterval)
                return;

            shown = time.GetTimestamp();
            var rate = done.Objects / time.GetElapsedTime(started).TotalSeconds;
            _common.Terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {done.Objects:N0} objects read, {done.Passwords:N0} passwords delivered, {rate:N0} objects/s"));
        };
    }

    static void Write(TextWriter output, CycleReport report)
    {
        if (report.Person is { } person)
        {
            output.WriteLine($"{person.DistinguishedName ?? person.Name}: {person.Status}{(person.Reason is null ? "" : $" ({person.Reason})")}");
            if (person.Detail is not null)
                output.WriteLine($"  {person.Detail}");
            if (person.UserName is not null)
                output.WriteLine($"  signs in as {person.UserName}");
            return;
        }

        var seconds = Math.Max(report.Elapsed.TotalSeconds, 0.001);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Domain}: {(report.IsFull ? "full synchronization" : "changes")}: {report.ObjectsRead:N0} objects read, {report.PeopleDelivered:N0} people and {report.PasswordsDelivered:N0} passwords delivered, {report.Removed:N0} removed, in {seconds:N1} s ({report.ObjectsRead / seconds:N0} objects/s)."));
        if (report.Failed > 0)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Failed:N0} were refused and are on the retry list: see `skybridge status`."));
    }
}
