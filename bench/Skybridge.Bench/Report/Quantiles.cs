namespace Skybridge.Bench.Report;

/// <summary>The arithmetic of the table.</summary>
static class Quantiles
{
    /// <summary>The smallest value that at least the given share of all values does not exceed (nearest rank: always a value that was measured).</summary>
    public static double At(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        if (sorted.Count == 0)
            throw new ArgumentException("There is no quantile of nothing.", nameof(values));

        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];
    }

    /// <summary>The middle value; between the two middle ones of an even number.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        return sorted.Count switch
        {
            0 => throw new ArgumentException("There is no median of nothing.", nameof(values)),
            var count when count % 2 == 1 => sorted[middle],
            _ => (sorted[middle - 1] + sorted[middle]) / 2,
        };
    }

    /// <summary>Each value by the one that was taken beside it: what happens to the machine meanwhile happens to both.</summary>
    public static IReadOnlyList<double> PairByPair(IReadOnlyList<double> values, IReadOnlyList<double> by) =>
        values.Count == by.Count
            ? [.. values.Zip(by, (value, divisor) => value / divisor)]
            : throw new ArgumentException($"{values.Count} values do not pair with {by.Count}.", nameof(by));
}
