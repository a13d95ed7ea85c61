using System.Globalization;
using Skybridge.Lab.Processes;

namespace Skybridge.Bench.Measure;

/// <summary>What a program has used so far, as the kernel counts it.</summary>
/// <param name="CpuSeconds">In user and kernel mode, children that have ended included.</param>
/// <param name="PeakMegabytes">The most memory that it ever held.</param>
readonly record struct ProcessUse(double CpuSeconds, double PeakMegabytes)
{
    // Behind the name in /proc/PID/stat: state, parent, group, session … utime, stime and those of its children, in ticks of 10 ms.
    const int SessionField = 3;
    const int FirstTimeField = 11;
    const int TimeFields = 4;
    const double TicksPerSecond = 100;
    const double KilobytesPerMegabyte = 1024;

    /// <summary>One process as it is now; nothing of one that is gone.</summary>
    public static ProcessUse Of(ProcessIdentity process) =>
        process.IsAlive && TryReadStat(process.Pid) is { } fields ? new(CpuOf(fields), ReadPeak(process.Pid)) : default;

    /// <summary>CPU seconds of a process and of everything that it started: Samba is many.</summary>
    public static double CpuOfSession(ProcessIdentity leader)
    {
        var processes = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => char.IsAsciiDigit(name![0]));
        return processes.Select(name => TryReadStat(int.Parse(name!, CultureInfo.InvariantCulture)))
            .OfType<string[]>()
            .Where(fields => Number(fields[SessionField]) == leader.Pid)
            .Sum(CpuOf);
    }

    static double CpuOf(string[] fields) => fields.Skip(FirstTimeField).Take(TimeFields).Sum(Number) / TicksPerSecond;

    static string[]? TryReadStat(int process) =>
        TryRead($"/proc/{process}/stat") is { } stat ? stat[(stat.LastIndexOf(')') + 2)..].Split(' ') : null;

    static double ReadPeak(int process)
    {
        var line = TryRead($"/proc/{process}/status")?.Split('\n').FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return line is null ? 0 : Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / KilobytesPerMegabyte;
    }

    static string? TryRead(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // It has just ended.
        }
    }

    static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
