using System.Text.RegularExpressions;

namespace Skybridge.Tests;

/// <summary>docs/security.md against the tests that it names.</summary>
public partial class SecurityTests
{
    static readonly IReadOnlyList<string> Lines = [.. Repository.Read("docs/security.md").Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| attack |", StringComparison.Ordinal))];

    [Fact]
    public void Every_line_is_held_by_a_test() => Assert.All(Lines, line => Assert.True(TestName().IsMatch(line.Split(" | ")[^1]), line));

    [Fact]
    public void Every_test_that_is_named_is_there()
    {
        var classes = Repository.Files("tests", "*Tests.cs").ToLookup(file => Path.GetFileNameWithoutExtension(file), Repository.Read);
        Assert.All(
            Lines.SelectMany(line => TestName().Matches(line)).Select(match => (Class: match.Groups[1].Value, Method: match.Groups[2].Value)),
            test => Assert.True(classes[test.Class].Any(text => Regex.IsMatch(text, $@"public (?:async )?(?:Task|void) {test.Method}\(")), $"{test.Class} has no {test.Method}."));
    }

    [GeneratedRegex("`([A-Za-z0-9]+Tests)\\.([A-Za-z0-9_]+)`")]
    private static partial Regex TestName();
}
