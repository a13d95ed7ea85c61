using System.IO.Enumeration;
using System.Xml.Linq;

namespace Skybridge.Tests;

/// <summary>The projects, the arrows between them, and the packages they may bring: the list in docs/architecture.md, enforced.</summary>
public class ArchitectureTests
{
    const string Anything = "*";
    const string AspNetCore = "Microsoft.AspNetCore.App";
    const int LongestFile = 500;

    static readonly string[] LeftToDo = ["TODO", "NotImplementedException"];
    static readonly string[] Analyzers = ["Microsoft.CodeAnalysis.PublicApiAnalyzers"];

    static readonly Dictionary<string, Place> Places = new()
    {
        ["Skybridge.Cryptography"] = new("src", [], []),
        ["Skybridge.Drsr"] = new("src", ["Skybridge.Cryptography"], [.. Analyzers, "Microsoft.Extensions.Logging.Abstractions"]),
        ["Skybridge.Contract"] = new("src", ["Skybridge.Cryptography"], Analyzers),
        ["Skybridge.Sync"] = new(
            "src",
            ["Skybridge.Drsr", "Skybridge.Contract", "Skybridge.Cryptography"],
            ["Microsoft.Extensions.Logging.Abstractions", "Microsoft.Data.Sqlite", "DnsClient"]),
        ["Skybridge.Ldap"] = new("src", ["Skybridge.Drsr", "Skybridge.Cryptography"], []),
        ["Skybridge.CommandLine"] = new("src", [], ["System.CommandLine", "Microsoft.Extensions.Hosting.*"]),
        ["Skybridge.Troubleshooting"] = new(
            "src",
            ["Skybridge.Sync", "Skybridge.Drsr", "Skybridge.Contract"],
            ["Microsoft.Extensions.Logging.Abstractions"]),
        ["Skybridge.Agent"] = new(
            "src",
            ["Skybridge.Sync", "Skybridge.Troubleshooting", "Skybridge.Ldap", "Skybridge.Drsr", "Skybridge.Contract", "Skybridge.Cryptography", "Skybridge.CommandLine"],
            ["System.CommandLine", "Microsoft.Extensions.Hosting.*", "OpenTelemetry.Exporter.OpenTelemetryProtocol", AspNetCore]),
        ["Skybridge.Cloud"] = new(
            "src",
            ["Skybridge.Contract", "Skybridge.Cryptography", "Skybridge.CommandLine"],
            ["Npgsql.EntityFrameworkCore.PostgreSQL", "NSec.Cryptography", "OpenIddict.*", "Microsoft.AspNetCore.Authentication.OpenIdConnect", "Microsoft.EntityFrameworkCore.*", "Microsoft.Extensions.Hosting.*", "System.CommandLine", AspNetCore]),
        ["Skybridge.Lab"] = new("lab", ["Skybridge.Cryptography"], ["System.CommandLine"]),
        ["Skybridge.Bench"] = new("bench", [Anything], [Anything]),
        ["Skybridge.Bench.Identity"] = new(
            "bench",
            ["Skybridge.Contract"],
            ["Microsoft.AspNetCore.Identity.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Sqlite", "NSec.Cryptography", AspNetCore]),
        ["Skybridge.Tests"] = new("tests", [Anything], [Anything]),
        ["Skybridge.LabTests"] = new("tests", [Anything], [Anything]),
    };

    static IEnumerable<Project> Projects => Repository.Files("", "*.csproj").Select(Project.Read);

    [Fact]
    public void Every_project_has_a_place() => Assert.All(Projects, project =>
    {
        Assert.True(Places.ContainsKey(project.Name), $"{project.Path} has no place: say here what it may bring, and in docs/architecture.md why it is.");
        Assert.Equal($"{Places[project.Name].Folder}/{project.Name}/{project.Name}.csproj", project.Path.Replace('\\', '/'));
    });

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = XDocument.Parse(Repository.Read("Skybridge.slnx")).Descendants("Project").Select(project => (string)project.Attribute("Path")!);

        Assert.Equal(Projects.Select(project => project.Path.Replace('\\', '/')).Order(StringComparer.Ordinal), solution.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_arrow_but_the_allowed_ones() => AssertNone(
        from one in Placed()
        from reference in one.Project.References
        where !Matches(one.Place.References, reference)
        select $"{one.Project.Name} must not reference {reference}.");

    [Fact]
    public void No_package_but_the_allowed_ones() => AssertNone(
        from one in Placed()
        from package in one.Project.Packages
        where !Matches(one.Place.Packages, package)
        select $"{one.Project.Name} must not bring {package}.");

    /// <summary>The two programs are on two machines: nothing but a test may see both, and nothing else refers to either.</summary>
    [Fact]
    public void Nobody_refers_to_a_program() => AssertNone(
        from one in Placed()
        where one.Place.Folder is "src" or "lab"
        from reference in one.Project.References.Intersect(["Skybridge.Agent", "Skybridge.Cloud", "Skybridge.Lab"])
        select $"{one.Project.Name} must not reference {reference}, which is a program.");

    [Fact]
    public void The_list_has_no_circle()
    {
        foreach (var name in Places.Keys)
            Assert.DoesNotContain(name, Reach(name));
    }

    [Fact]
    public void No_source_file_is_longer_than_a_reader_bears() => AssertNone(
        from file in Sources()
        let lines = Repository.Read(file).Count(character => character == '\n')
        where lines > LongestFile
        select $"{file} has {lines} lines.");

    [Fact]
    public void Nothing_is_left_to_do_in_the_source() => AssertNone(
        from file in Sources()
        from word in LeftToDo
        where Repository.Read(file).Contains(word, StringComparison.Ordinal)
        select $"{file} says {word}.");

    static void AssertNone(IEnumerable<string> complaints) => Assert.True(!complaints.Any(), string.Join('\n', complaints));

    static IEnumerable<(Project Project, Place Place)> Placed() =>
        Projects.Where(project => Places.ContainsKey(project.Name)).Select(project => (project, Places[project.Name]));

    // Migrations are written by a tool.
    static IEnumerable<string> Sources() => Repository.Files("src", "*.cs").Where(file => !file.Split(Path.DirectorySeparatorChar).Contains("Migrations"));

    static HashSet<string> Reach(string name)
    {
        var reached = new HashSet<string>();
        var waiting = new Queue<string>(Places[name].References);
        while (waiting.TryDequeue(out var next))
        {
            if (next != Anything && reached.Add(next))
                Array.ForEach(Places[next].References, waiting.Enqueue);
        }

        return reached;
    }

    static bool Matches(string[] allowed, string name) => allowed.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name));

    /// <summary>Where a project lives and what it may bring.</summary>
    sealed record Place(string Folder, string[] References, string[] Packages);

    sealed record Project(string Path, IReadOnlyList<string> References, IReadOnlyList<string> Packages)
    {
        public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

        public static Project Read(string path)
        {
            var root = XDocument.Parse(Repository.Read(path)).Root!;
            var references = Includes(root, "ProjectReference").Select(reference => System.IO.Path.GetFileNameWithoutExtension(reference.Replace('\\', '/')));
            List<string> packages = [.. Includes(root, "PackageReference"), .. Includes(root, "FrameworkReference")];
            if ((string?)root.Attribute("Sdk") is "Microsoft.NET.Sdk.Web" or "Microsoft.NET.Sdk.Razor")
                packages.Add(AspNetCore);
            return new Project(path, [.. references], packages);
        }

        static IEnumerable<string> Includes(XElement root, string element) => root.Descendants(element).Select(one => (string)one.Attribute("Include")!);
    }
}
