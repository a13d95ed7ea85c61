using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Skybridge.Bench.Report;

/// <summary>What a figure was measured on: without it, it says nothing.</summary>
sealed record Machine(string Processor, int Cores, string Vectors, double MemoryGigabytes, string LoadBefore, string Runtime)
{
    const double KilobytesPerGigabyte = 1024 * 1024;

    public static Machine Look() => new(
        Field("/proc/cpuinfo", "model name") is var name && Field("/proc/cpuinfo", "cpu family") is var family ? $"{name} (family {family})" : "",
        Environment.ProcessorCount,
        Avx512F.IsSupported ? "AVX-512" : Avx2.IsSupported ? "AVX2" : "128 bit",
        Math.Round(double.Parse(Field("/proc/meminfo", "MemTotal").Split(' ')[0], CultureInfo.InvariantCulture) / KilobytesPerGigabyte, 1),
        string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3)),
        RuntimeInformation.FrameworkDescription);

    static string Field(string file, string name)
    {
        var line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line is null ? "unknown" : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
