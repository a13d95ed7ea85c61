using System.Runtime.Versioning;
using Skybridge.Bench.Report;

namespace Skybridge.Tests.Bench;

[SupportedOSPlatform("linux")] // The bench is; its arithmetic is not.
public class QuantilesTests
{
    [Theory]
    [InlineData(0.5, 50)]
    [InlineData(0.99, 99)]
    [InlineData(0.999, 100)]
    [InlineData(0, 1)]
    [InlineData(1, 100)]
    public void A_quantile_is_a_value_that_was_measured(double share, double expected) =>
        Assert.Equal(expected, Quantiles.At(Enumerable.Range(1, 100).Reverse().Select(number => (double)number), share));

    [Fact]
    public void The_median_of_an_even_number_lies_between_the_middle_ones()
    {
        Assert.Equal(2.5, Quantiles.Median([4, 1, 3, 2]));
        Assert.Equal(3, Quantiles.Median([5, 1, 3]));
    }

    [Fact]
    public void Nothing_has_neither_quantile_nor_median()
    {
        Assert.Throws<ArgumentException>(() => Quantiles.At([], 0.5));
        Assert.Throws<ArgumentException>(() => Quantiles.Median([]));
    }

    [Fact]
    public void Ratios_are_taken_pair_by_pair_in_order()
    {
        Assert.Equal([0.5, 3], Quantiles.PairByPair([1, 6], [2, 2]));
        Assert.Throws<ArgumentException>(() => Quantiles.PairByPair([1, 6], [2]));
    }

    [Fact]
    public void A_target_is_met_by_the_value_that_it_names()
    {
        var figure = new Figure("series", "name", "s", [1, 2, 9]);

        Assert.True(Target.Below(2).IsMetBy(figure));
        Assert.False(Target.Below(2, Statistic.Max).IsMetBy(figure));
        Assert.True(Target.Below(9, Statistic.P99).IsMetBy(figure));
        Assert.False(Target.Above(3).IsMetBy(figure));
    }

    [Theory]
    [InlineData(12_345.6, "12,346")]
    [InlineData(123.4, "123")]
    [InlineData(12.34, "12.3")]
    [InlineData(1.234, "1.23")]
    public void Numbers_are_shown_with_as_many_digits_as_one_can_use(double number, string expected) =>
        Assert.Equal(expected, Table.Show(number));
}
