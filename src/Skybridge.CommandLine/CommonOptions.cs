using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Skybridge.CommandLine;

/// <summary>The options that every command has, and how results leave.</summary>
/// <param name="terminal">What the command has around it.</param>
/// <param name="program">The program's name: its default home is a folder of that name.</param>
/// <param name="windowsFolder">The folder's name where names have spaces.</param>
public sealed class CommonOptions(Terminal terminal, string program, string windowsFolder)
{
    /// <summary>What the command has around it.</summary>
    public Terminal Terminal { get; } = terminal;

    /// <summary>The folder that the command works on.</summary>
    public Option<string> Home { get; } = new("--home")
    {
        Description = "The folder with settings and state (or SKYBRIDGE_HOME)",
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary>Whether to print JSON.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "Print the result as JSON", Recursive = true };

    /// <summary>The folder that was named, or the platform's place.</summary>
    public string HomeOf(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        var named = parsed.GetValue(Home) ?? Terminal.Environment("SKYBRIDGE_HOME");
        return Path.GetFullPath(string.IsNullOrWhiteSpace(named) ? DefaultHome() : named);
    }

    /// <summary>Prints <paramref name="result"/> as JSON when that was asked for, or else what <paramref name="forPeople"/> writes.</summary>
    public void Print<T>(ParseResult parsed, T result, JsonTypeInfo<T> type, Action<TextWriter> forPeople)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        ArgumentNullException.ThrowIfNull(forPeople);
        if (parsed.GetValue(Json))
            Terminal.Out.WriteLine(JsonSerializer.Serialize(result, type));
        else
            forPeople(Terminal.Out);
    }

    string DefaultHome()
    {
        if (OperatingSystem.IsWindows())
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), windowsFolder);
        if (Environment.IsPrivilegedProcess)
            return $"/var/lib/{program}";

        var data = Terminal.Environment("XDG_DATA_HOME");
        var folder = string.IsNullOrWhiteSpace(data)
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share")
            : data;
        return Path.Combine(folder, program);
    }
}
