using Skybridge.Lab.Processes;

namespace Skybridge.Lab.Postgres;

/// <summary>Debian's PostgreSQL programs. The server refuses to run as root, so root runs all of them as the package's own user.</summary>
static class PostgresTools
{
    const string Versions = "/usr/lib/postgresql";
    const string User = "postgres";

    /// <summary>The newest installed server's folder of programs.</summary>
    /// <exception cref="LabException">There is none.</exception>
    public static string Folder { get; } = Find();

    /// <summary>The command line of one of its programs.</summary>
    public static IReadOnlyList<string> Command(string program, params IReadOnlyList<string> arguments)
    {
        string[] plain = [Path.Combine(Folder, program), .. arguments];
        return Environment.IsPrivilegedProcess ? ["/usr/bin/setpriv", "--reuid", User, "--regid", User, "--init-groups", "--", .. plain] : plain;
    }

    /// <summary>Runs one that must succeed, and returns what it printed.</summary>
    public static Task<string> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var command = Command(program, arguments);
        return Tool.CheckAsync(command[0], [.. command.Skip(1)], "Is PostgreSQL whole? apt-get install --no-install-recommends postgresql", cancellationToken: cancellationToken);
    }

    /// <summary>A new folder that only the server's user may enter. Not below the checkout, whose folders are closed to that user.</summary>
    public static async Task<string> CreateFolderAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("skybridge-postgres-").FullName;
        await GiveAsync(folder, cancellationToken);
        return folder;
    }

    /// <summary>Gives a file or folder to the server's user.</summary>
    public static async Task GiveAsync(string path, CancellationToken cancellationToken)
    {
        if (Environment.IsPrivilegedProcess)
            await Tool.CheckAsync("chown", [$"{User}:{User}", path], "Is PostgreSQL installed?", cancellationToken: cancellationToken);
    }

    static string Find() => Directory.Exists(Versions)
        ? Directory.GetDirectories(Versions).Select(version => Path.Combine(version, "bin")).Where(folder => File.Exists(Path.Combine(folder, "initdb"))).Max(StringComparer.Ordinal)
            ?? throw Missing()
        : throw Missing();

    static LabException Missing() => new("PostgreSQL is not installed.", "apt-get install --no-install-recommends postgresql");
}
