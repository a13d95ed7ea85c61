using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Skybridge.Bench.Measure;
using Skybridge.Bench.Report;
using Skybridge.Bench.Stack;
using Skybridge.Lab;
using Skybridge.Lab.Processes;

namespace Skybridge.Bench.Series;

/// <summary>What an agent at its defaults costs while nothing happens.</summary>
sealed partial class IdleSeries(BenchStack stack)
{
    const string Name = "idle";
    const double Percent = 100;

    static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Watching = TimeSpan.FromSeconds(60);

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        await HostPackages.EnsureAsync(["iproute2"], Progress.Say, cancellationToken);
        await using var cloud = await stack.StartCloudAsync(cancellationToken);
        await using var agent = await stack.SetUpAgentAsync(cloud, cancellationToken);
        await BenchStack.SynchronizeAsync(agent, full: false, cancellationToken);
        await agent.StartAsync(cancellationToken);
        await Task.Delay(Settling, TimeProvider.System, cancellationToken);

        var process = agent.Process!.Value;
        var (before, messages, started) = (ProcessUse.Of(process), await CountMessagesAsync(process, cancellationToken), Stopwatch.GetTimestamp());
        await Task.Delay(Watching, TimeProvider.System, cancellationToken);
        var (after, sent, seconds) = (
            ProcessUse.Of(process), await CountMessagesAsync(process, cancellationToken) - messages, Stopwatch.GetElapsedTime(started).TotalSeconds);
        return
        [
            new(Name, "calls to the domain controller", "per s", [sent / seconds]),
            new(Name, "agent, CPU", "% of a core", [Percent * (after.CpuSeconds - before.CpuSeconds) / seconds]) { Targets = [Target.Below(1)] },
            new(Name, "agent, peak memory", "MB", [after.PeakMegabytes]),
        ];
    }

    // A call is one segment on loopback: the kernel's count of them is the number of calls, and nothing stands in between.
    async Task<long> CountMessagesAsync(ProcessIdentity agent, CancellationToken cancellationToken)
    {
        string[] arguments = ["-H", "-t", "-i", "-p", "-O", "state", "established", "dst", stack.Domain.Options.Address.ToString()];
        var sockets = await Tool.CheckAsync("ss", arguments, "Install iproute2.", cancellationToken: cancellationToken);
        var own = sockets.Split('\n').Where(line => line.Contains($"pid={agent.Pid},", StringComparison.Ordinal));
        return own.Select(line => Segments().Match(line)).Where(match => match.Success).Sum(match => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"\bdata_segs_out:(\d+)")]
    private static partial Regex Segments();
}
