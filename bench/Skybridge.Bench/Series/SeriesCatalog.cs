using Skybridge.Bench.Measure;
using Skybridge.Bench.Report;
using Skybridge.Bench.Stack;

namespace Skybridge.Bench.Series;

/// <summary>What can be measured, in the order in which it is.</summary>
static class SeriesCatalog
{
    delegate Task<IReadOnlyList<Figure>> Run(BenchStack stack, BenchOptions options, CancellationToken cancellationToken);

    const string Derivation = "derivation";

    static readonly (string Name, Run Run)[] OnStack =
    [
        ("full", (stack, options, token) => new FullSeries(stack, options).RunAsync(token)),
        ("latency", (stack, options, token) => new LatencySeries(stack, options).RunAsync(token)),
        ("idle", (stack, _, token) => new IdleSeries(stack).RunAsync(token)),
        ("group", (stack, _, token) => new GroupSeries(stack).RunAsync(token)),
        ("load", (stack, options, token) => new LoadSeries(stack, options).RunAsync(token)),
        ("signin", (stack, options, token) => new SignInSeries(stack, options).RunAsync(token)),
    ];

    public static string[] Names => [.. OnStack.Select(series => series.Name), Derivation];

    /// <summary>Runs them one after another, on one domain controller.</summary>
    public static async Task<IReadOnlyList<Figure>> RunAsync(IReadOnlyList<string> names, BenchOptions options, CancellationToken cancellationToken)
    {
        var figures = new List<Figure>();
        if (names.Any(name => name != Derivation))
        {
            await using var stack = await BenchStack.StartAsync(options.People, cancellationToken);
            foreach (var (name, run) in OnStack.Where(series => names.Contains(series.Name)))
            {
                Progress.Say(name);
                figures.AddRange(await run(stack, options, cancellationToken));
            }
        }

        if (names.Contains(Derivation))
            figures.AddRange(await new DerivationSeries(options).RunAsync(cancellationToken));
        return figures;
    }
}
