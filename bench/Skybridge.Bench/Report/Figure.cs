using System.Text.Json.Serialization;

namespace Skybridge.Bench.Report;

/// <summary>One line of the table: what was measured, every time that it was.</summary>
/// <param name="Series">The series that it belongs to.</param>
/// <param name="Name">What it is.</param>
/// <param name="Unit">Of the values.</param>
/// <param name="Values">In the order in which they were taken.</param>
sealed record Figure(string Series, string Name, string Unit, IReadOnlyList<double> Values)
{
    /// <summary>What it should be; empty where nothing is promised.</summary>
    public IReadOnlyList<Target> Targets { get; init; } = [];

    [JsonIgnore]
    public double Median => Quantiles.Median(Values);
}

/// <summary>What a figure should be.</summary>
/// <param name="Of">Which value of it.</param>
/// <param name="AtMost">Whether the limit is the most, or the least.</param>
/// <param name="Limit">The limit.</param>
sealed record Target(Statistic Of, bool AtMost, double Limit)
{
    public static Target Below(double limit, Statistic of = Statistic.Median) => new(of, AtMost: true, limit);

    public static Target Above(double limit, Statistic of = Statistic.Median) => new(of, AtMost: false, limit);

    public bool IsMetBy(Figure figure)
    {
        var value = Of switch
        {
            Statistic.P99 => Quantiles.At(figure.Values, 0.99),
            Statistic.Max => figure.Values.Max(),
            _ => figure.Median,
        };
        return AtMost ? value <= Limit : value >= Limit;
    }
}

/// <summary>One value that stands for many.</summary>
enum Statistic
{
    Median,
    P99,
    Max,
}
