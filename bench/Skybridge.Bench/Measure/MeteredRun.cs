using System.Diagnostics;
using System.Text;
using Skybridge.Lab;
using Skybridge.Lab.Processes;

namespace Skybridge.Bench.Measure;

/// <summary>One program, run to its end and watched.</summary>
/// <param name="Output">What it said.</param>
/// <param name="Seconds">From its start to its end.</param>
/// <param name="Use">What it had used when last looked at, some milliseconds before its end.</param>
sealed record MeteredRun(string Output, double Seconds, ProcessUse Use)
{
    static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(25);
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    /// <summary>Runs a program that must succeed.</summary>
    public static async Task<MeteredRun> RunAsync(string program, IReadOnlyList<string> arguments, string logFile, CancellationToken cancellationToken)
    {
        var output = new StringBuilder();
        var name = Path.GetFileName(program);
        var started = Stopwatch.GetTimestamp();
        await using var child = ChildProgram.Start(new ChildProgramOptions
        {
            Name = name,
            FileName = program,
            Arguments = arguments,
            LogFile = logFile,
            OnLine = line => output.AppendLine(line[(name.Length + " | ".Length)..]),
        });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        var end = child.WaitForExitAsync(limit.Token);
        var use = default(ProcessUse);
        while (!end.IsCompleted)
        {
            if (ProcessUse.Of(child.Identity) is { CpuSeconds: > 0 } now)
                use = now;
            await Task.WhenAny(end, Task.Delay(LookInterval, TimeProvider.System, cancellationToken));
        }

        var exitCode = await end;
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return exitCode == 0
            ? new(output.ToString(), seconds, use)
            : throw new LabException($"{name} {arguments[0]} ended with exit code {exitCode}. {child.LogTail()}", $"Its whole log is {logFile}.");
    }
}
