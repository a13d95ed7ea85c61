using System.Text.RegularExpressions;

namespace Skybridge.Tests;

/// <summary>docs/rules.md against the tests that it names.</summary>
public partial class RulesTests
{
    const int Rows = 37;

    static readonly string[] NotApplicable = ["R9"];
    static readonly IReadOnlyList<(string Row, IReadOnlyList<string> Tests)> Table = ReadTable();
    static readonly HashSet<string> LabTests = ReadLabTests();

    [Fact]
    public void Every_row_is_there_once_and_in_order() => Assert.Equal(Enumerable.Range(1, Rows).Select(row => $"R{row}"), Table.Select(entry => entry.Row));

    [Fact]
    public void Every_row_that_applies_is_held_by_a_lab_test_that_is_named_after_it()
    {
        Assert.Equal(NotApplicable, Table.Where(entry => entry.Tests.Count == 0).Select(entry => entry.Row));
        Assert.All(Table, entry => Assert.All(entry.Tests, test =>
        {
            Assert.Contains(test, LabTests);
            Assert.Contains(entry.Row, RowsOf(test));
        }));
    }

    [Fact]
    public void Every_lab_test_that_is_named_after_a_row_is_in_the_table() => Assert.All(
        LabTests.SelectMany(test => RowsOf(test).Select(row => (Row: row, Test: test))),
        pair => Assert.Contains(Table, entry => entry.Row == pair.Row && entry.Tests.Contains(pair.Test)));

    static IEnumerable<string> RowsOf(string test) => test[(test.IndexOf('.', StringComparison.Ordinal) + 1)..].Split('_').TakeWhile(word => RowName().IsMatch(word));

    static IReadOnlyList<(string Row, IReadOnlyList<string> Tests)> ReadTable() =>
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "docs", "rules.md"))
            .Where(line => line.StartsWith("| R", StringComparison.Ordinal))
            .Select(line => line.Split(" | "))
            .Select(cells => (cells[0].TrimStart('|', ' '), (IReadOnlyList<string>)[.. TestName().Matches(cells[3]).Select(match => match.Groups[1].Value)])),
    ];

    static HashSet<string> ReadLabTests() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "Skybridge.LabTests"), "*Tests.cs", SearchOption.AllDirectories)
            .SelectMany(file => Method().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetFileNameWithoutExtension(file)}.{match.Groups[1].Value}")),
    ];

    [GeneratedRegex("^R[0-9]+$")]
    private static partial Regex RowName();

    [GeneratedRegex("`([A-Za-z]+\\.[A-Za-z0-9_]+)`")]
    private static partial Regex TestName();

    [GeneratedRegex("\\[(?:Fact|InlineData[^\\n]*)\\]\\s+public (?:async )?Task ([A-Za-z0-9_]+)\\(")]
    private static partial Regex Method();
}
