using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using System.Text.Json;
using Skybridge.Bench.Measure;
using Skybridge.Bench.Report;
using Skybridge.Cryptography;
using Skybridge.Cryptography.Lanes;
using Skybridge.Lab;
using Skybridge.Lab.Processes;

namespace Skybridge.Bench.Series;

/// <summary>PBKDF2 in each width that the processor has, beside the framework's own, by the CPU time of the one thread that computes.</summary>
/// <remarks>
/// A processor with AVX-512 has better instructions for eight and four lanes as well. What one without it does is measured in a process that is
/// told not to use them.
/// </remarks>
sealed class DerivationSeries(BenchOptions options)
{
    const int Iterations = 1000;
    const int SaltSize = 10;
    const int PassesPerRound = 3;
    const double SecondsPerPass = 0.25;

    delegate void Derive(ReadOnlySpan<byte> passwords, ReadOnlySpan<byte> salts, int saltLength, int iterations, Span<byte> keys);

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        Progress.Say("derivation");
        List<Figure> figures = [.. Measure()];
        if (Avx512F.IsSupported)
            figures.AddRange(await MeasureWithoutAsync("DOTNET_EnableAVX512", cancellationToken));
        if (Avx2.IsSupported)
            figures.AddRange(await MeasureWithoutAsync("DOTNET_EnableAVX2", cancellationToken));
        return figures;
    }

    /// <summary>Measures in this process, with whatever instructions it may use.</summary>
    public IReadOnlyList<Figure> Measure()
    {
        List<(string Name, int Width, Derive Derive)> ways = [("framework", 1, ByFramework), ("4 lanes", Lanes4.Count, Pbkdf2Lanes<Lanes4>.Derive)];
        if (Vector256.IsHardwareAccelerated)
            ways.Add(("8 lanes", Lanes8.Count, Pbkdf2Lanes<Lanes8>.Derive));
        if (Avx512F.IsSupported)
            ways.Add(("16 lanes", Lanes16.Count, Pbkdf2Lanes<Lanes16>.Derive));

        foreach (var way in ways)
            Rate(way.Width, way.Derive);
        var rates = ways.ConvertAll(_ => new List<double>());
        for (var pass = 0; pass < options.Rounds * PassesPerRound; pass++)
        {
            for (var i = 0; i < ways.Count; i++)
                rates[i].Add(Rate(ways[i].Width, ways[i].Derive));
        }

        var name = $"derivation, {(Avx512F.IsSupported ? "AVX-512" : Avx2.IsSupported ? "AVX2" : "128 bit")}";
        var best = ways.Count - 1;
        return
        [
            .. ways.Select((way, i) => new Figure(name, way.Name, "per CPU second", rates[i])),
            .. ways.Skip(1).Select((way, i) => new Figure(name, $"{way.Name} / framework, pair by pair", "ratio", Quantiles.PairByPair(rates[i + 1], rates[0]))
            {
                Targets = i + 1 == best ? TargetOf(way.Width) : [],
            }),
        ];
    }

    static IReadOnlyList<Target> TargetOf(int width) => width switch
    {
        16 => [Target.Above(5)],
        8 => [Target.Above(3)],
        _ => [],
    };

    static double Rate(int width, Derive derive)
    {
        var passwords = RandomNumberGenerator.GetBytes(width * Pbkdf2.PasswordSize);
        var salts = RandomNumberGenerator.GetBytes(width * SaltSize);
        var keys = new byte[width * Pbkdf2.KeySize];
        var started = ThreadClock.Seconds;
        var (count, elapsed) = (0, 0.0);
        for (; elapsed < SecondsPerPass; elapsed = ThreadClock.Seconds - started)
        {
            derive(passwords, salts, SaltSize, Iterations, keys);
            count += width;
        }

        return count / elapsed;
    }

    static void ByFramework(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int saltLength, int iterations, Span<byte> key) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt[..saltLength], key, iterations, HashAlgorithmName.SHA256);

    async Task<IReadOnlyList<Figure>> MeasureWithoutAsync(string instructions, CancellationToken cancellationToken)
    {
        const string name = "derivation";
        var lines = new List<string>();
        var log = Path.Combine(Path.GetTempPath(), $"skybridge-bench-{Environment.ProcessId}.log");
        try
        {
            await using var child = ChildProgram.Start(new ChildProgramOptions
            {
                Name = name,
                FileName = Environment.ProcessPath!,
                Arguments = [name, "--here", "--rounds", $"{options.Rounds}"],
                Environment = new Dictionary<string, string?> { [instructions] = "0" },
                LogFile = log,
                OnLine = line => lines.Add(line[(name.Length + " | ".Length)..]),
            });
            if (await child.WaitForExitAsync(cancellationToken) != 0)
                throw new LabException($"Measuring without {instructions} failed. {child.LogTail()}", "Try it by hand.");

            return JsonSerializer.Deserialize(string.Concat(lines), BenchJson.Default.IReadOnlyListFigure)!;
        }
        finally
        {
            File.Delete(log);
        }
    }
}
