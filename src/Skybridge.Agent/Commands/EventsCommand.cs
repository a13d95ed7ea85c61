using System.CommandLine;
using System.Text.Json;
using Skybridge.Agent.Home;
using Skybridge.CommandLine;
using Skybridge.Sync.Agent;

namespace Skybridge.Agent.Commands;

/// <summary><c>skybridge events</c>: what happened in the last seven days.</summary>
sealed class EventsCommand : Command
{
    const int MostEvents = 100_000;
    static readonly TimeSpan FollowInterval = TimeSpan.FromMilliseconds(500);

    readonly CommonOptions _common;
    readonly Option<DateTimeOffset?> _since;
    readonly Option<int?> _number = new("--number") { HelpName = "N", Description = "Only events with this number" };
    readonly Option<int> _limit = CommandOptions.Number("--limit", "N", "The most events to show, the latest ones", 1, MostEvents, 100);
    readonly Option<bool> _follow = new("--follow") { Description = "Go on showing events as they happen" };

    readonly Option<string?> _connector = CommandOptions.Text("--connector", "DOMAIN", "Only events of this domain");

    public EventsCommand(CommonOptions common)
        : base("events", "What happened, by the numbers that administrators know")
    {
        _common = common;
        _since = CommandOptions.Moment("--since", "Only events since then", common.Terminal.Time);
        Options.Add(_since);
        Options.Add(_number);
        Options.Add(_connector);
        Options.Add(_limit);
        Options.Add(_follow);
        SetAction(RunAsync);
    }

    async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var home = new AgentHome(_common.HomeOf(parsed));
        var settings = home.ReadSettings();
        var domain = parsed.GetValue(_connector) is { } named ? SettingsEditor.FindConnector(settings, named).Domain : null;
        if (!File.Exists(home.Store))
        {
            Write(parsed, []);
            return ExitCode.Done;
        }

        using var store = AgentStore.OpenReadOnly(home.Store, _common.Terminal.Time);
        var since = parsed.GetValue(_since) ?? DateTimeOffset.UnixEpoch;
        var events = store.GetEvents(since, 0, parsed.GetValue(_number), parsed.GetValue(_limit), domain);
        Write(parsed, events);
        while (parsed.GetValue(_follow) && !cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(FollowInterval, _common.Terminal.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var more = store.GetEvents(since, events is [.., var last] ? last.Id : 0, parsed.GetValue(_number), MostEvents, domain);
            if (more.Count > 0)
                Write(parsed, events = more);
        }

        return ExitCode.Done;
    }

    // Followed, JSON goes out one event per line, so that it can be piped; otherwise as one list.
    void Write(ParseResult parsed, IReadOnlyList<SyncEvent> events)
    {
        var output = _common.Terminal.Out;
        if (parsed.GetValue(_common.Json) && !parsed.GetValue(_follow))
            output.WriteLine(JsonSerializer.Serialize(events, ReportJson.Default.IReadOnlyListSyncEvent));
        else if (parsed.GetValue(_common.Json))
            foreach (var one in events)
                output.WriteLine(JsonSerializer.Serialize(one, EventLineJson.Default.SyncEvent));
        else
            foreach (var one in events)
                output.WriteLine($"{Show.Moment(one.At)}  {one.Number}  {one.Level,-11}  {(one.Domain is null ? "" : $"{one.Domain}  ")}{one.Text}");
    }
}
