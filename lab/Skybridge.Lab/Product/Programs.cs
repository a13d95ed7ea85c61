using Skybridge.Lab.Processes;

namespace Skybridge.Lab.Product;

/// <summary>The two programs as the build left them in this checkout.</summary>
public static class Programs
{
    const string Hint = "Build them: dotnet build -c Release.";

    /// <summary><c>skybridge</c>.</summary>
    public static string Agent => Find("Skybridge.Agent", "skybridge");

    /// <summary><c>skybridge-cloud</c>.</summary>
    public static string Cloud => Find("Skybridge.Cloud", "skybridge-cloud");

    /// <summary>Runs a program to its end and returns what it said, whatever its exit code.</summary>
    /// <param name="program">The path.</param>
    /// <param name="arguments">Never a secret: every user can read them.</param>
    /// <param name="input">Standard input.</param>
    public static Task<ToolResult> RunAsync(string program, IReadOnlyList<string> arguments, string? input = null, CancellationToken cancellationToken = default) =>
        Tool.RunAsync(program, arguments, input, cancellationToken: cancellationToken);

    /// <summary>Runs a program that must succeed, and returns its standard output.</summary>
    /// <exception cref="LabException">It did not.</exception>
    public static async Task<string> CheckAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var result = await RunAsync(program, arguments, cancellationToken: cancellationToken);
        return result.ExitCode == 0
            ? result.Output
            : throw result.Failure($"{Path.GetFileName(program)} {string.Join(' ', arguments.Take(2))}", $"Run it by hand: {program} {string.Join(' ', arguments)}");
    }

    /// <summary>A program of this checkout by the name of its project and its own.</summary>
    /// <exception cref="LabException">It is not built.</exception>
    public static string Find(string project, string name)
    {
        // The programs are built in the same configuration as the lab: .../bin/Skybridge.Lab/release/ beside .../bin/Skybridge.Agent/release/.
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, name);
        return File.Exists(path) ? path : throw new LabException($"{name} is not built: there is no {path}.", Hint);
    }
}
