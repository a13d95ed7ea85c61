using System.Text.RegularExpressions;
using Skybridge.Troubleshooting.Checks;

namespace Skybridge.Tests.Troubleshooting;

/// <summary>A check is not there without its page, and no page without its check.</summary>
public partial class CatalogueTests
{
    static readonly string[] Sections = ["What you see", "Why it happens", "How to be sure", "How to mend it", "How to keep it from coming back"];

    public static TheoryData<string> Slugs => [.. Catalogue.All.Select(check => check.Slug)];

    [Theory]
    [MemberData(nameof(Slugs))]
    public void Every_check_has_a_page_with_all_its_sections(string slug)
    {
        var check = Catalogue.Find(slug)!;
        var page = Repository.Read(check.Page);

        Assert.StartsWith($"# {check.Title}\n", page, StringComparison.Ordinal);
        Assert.Contains($"Cause: `{slug}`", page, StringComparison.Ordinal);
        Assert.Equal(Sections, Headings().Matches(page).Select(match => match.Groups[1].Value));
        Assert.All(check.DependsOn, cause => Assert.Contains($"]({cause}.md)", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_page_has_a_check_and_a_line_in_the_index()
    {
        var pages = Repository.Files("docs/causes", "*.md").Select(path => Path.GetFileNameWithoutExtension(path)!).Where(name => name != "README").Order(StringComparer.Ordinal);
        var index = Repository.Read("docs/causes/README.md");

        Assert.Equal(Catalogue.All.Select(check => check.Slug).Order(StringComparer.Ordinal), pages);
        Assert.All(Catalogue.All, check => Assert.Contains($"| [{check.Slug}]({check.Slug}.md) |", index, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_check_has_a_file_of_its_name() => Assert.All(
        Catalogue.All, check => Assert.Contains($"\"{check.Slug}\"", Repository.Read($"src/Skybridge.Troubleshooting/Checks/{check.GetType().Name}.cs"), StringComparison.Ordinal));

    [Fact]
    public void Every_check_there_is_stands_in_the_catalogue() => Assert.Equal(
        typeof(Check).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Check)) && !type.IsAbstract).Select(type => type.Name).Order(StringComparer.Ordinal),
        Catalogue.All.Select(check => check.GetType().Name).Order(StringComparer.Ordinal));

    /// <summary>The lab's tests generate themselves from these two tables.</summary>
    [Fact]
    public void Every_cause_has_a_fault_in_the_lab()
    {
        Assert.Equal(Catalogue.General.Select(check => check.Slug).Order(StringComparer.Ordinal), FaultsIn("LabFaults").Order(StringComparer.Ordinal));
        Assert.Equal(Catalogue.OfPerson.Select(check => check.Slug).Order(StringComparer.Ordinal), FaultsIn("PersonFaults").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_dependency_is_a_cause_that_stands_before()
    {
        var seen = new HashSet<string>();
        foreach (var check in Catalogue.All)
        {
            Assert.All(check.DependsOn.Concat(check.ObscuredBy), cause => Assert.Contains(cause, seen));
            Assert.True(seen.Add(check.Slug));
        }
    }

    static IEnumerable<string> FaultsIn(string table) =>
        Entries().Matches(Repository.Read($"tests/Skybridge.LabTests/Troubleshooting/{table}.cs")).Select(match => match.Groups[1].Value);

    [GeneratedRegex("^        (?:new|PersonFault\\.Of)\\(\\s*\"([a-z-]+)\"", RegexOptions.Multiline)]
    private static partial Regex Entries();

    [GeneratedRegex("^## (.*)$", RegexOptions.Multiline)]
    private static partial Regex Headings();
}
