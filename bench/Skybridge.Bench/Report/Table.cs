using System.Globalization;

namespace Skybridge.Bench.Report;

/// <summary>The report for people.</summary>
sealed class Table(TextWriter output)
{
    const int NameWidth = 52;
    const int EnoughForP99 = 50;

    public void Write(BenchReport report)
    {
        var machine = report.Machine;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.At:yyyy-MM-dd HH:mm} UTC, {report.People:N0} people, {report.Rounds} rounds"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{machine.Processor}, {machine.Cores} cores, {machine.Vectors}, {machine.MemoryGigabytes} GB, {machine.Runtime}; load before: {machine.LoadBefore}"));
        foreach (var series in report.Figures.GroupBy(figure => figure.Series))
        {
            output.WriteLine();
            output.WriteLine($"{series.Key.PadRight(NameWidth)}   {"n",4} {"min",9} {"median",9} {"p99",9} {"max",9}");
            foreach (var figure in series)
                WriteLine(figure);
        }
    }

    /// <summary>A number with as many digits as one can use.</summary>
    public static string Show(double number) => Math.Abs(number) switch
    {
        >= 1000 => number.ToString("N0", CultureInfo.InvariantCulture),
        >= 100 => number.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => number.ToString("0.0", CultureInfo.InvariantCulture),
        _ => number.ToString("0.00", CultureInfo.InvariantCulture),
    };

    void WriteLine(Figure figure)
    {
        var p99 = figure.Values.Count >= EnoughForP99 ? Show(Quantiles.At(figure.Values, 0.99)) : "";
        var numbers = $"{figure.Values.Count,4} {Show(figure.Values.Min()),9} {Show(figure.Median),9} {p99,9} {Show(figure.Values.Max()),9}";
        var targets = string.Join(", ", figure.Targets.Select(target => Describe(target, figure)));
        output.WriteLine($"  {$"{figure.Name}, {figure.Unit}".PadRight(NameWidth)} {numbers}   {targets}".TrimEnd());
    }

    static string Describe(Target target, Figure figure)
    {
        var of = target.Of is Statistic.Median ? "" : $"{target.Of.ToString().ToLowerInvariant()} ";
        return $"{(target.IsMetBy(figure) ? "met" : "MISSED")}: {of}{(target.AtMost ? "≤" : "≥")} {Show(target.Limit)}";
    }
}
