using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Skybridge.Lab.Processes;

namespace Skybridge.Lab.Postgres;

/// <summary>A PostgreSQL server of the lab's own: a cluster in a temporary folder on a port of loopback; started, killed, replicated, promoted.</summary>
/// <remarks>No cluster of the host is looked at. Databases belong to <see cref="Role"/>, who may make some and is no superuser.</remarks>
public sealed partial class PostgresServer : IAsyncDisposable
{
    /// <summary>Whom clouds sign in as.</summary>
    public const string Role = "skybridge";

    const string Super = "postgres";

    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    readonly PostgresOptions _options;
    readonly string _folder;
    readonly string _password;
    ChildProgram? _process;

    PostgresServer(PostgresOptions options, string folder, int port, string password)
    {
        (_options, _folder, Port, _password) = (options, folder, port, password);
        Client = Directory.CreateTempSubdirectory("skybridge-postgres-client-").FullName;
    }

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>A file with the password of <see cref="Role"/> and nothing else.</summary>
    public string PasswordFile => Path.Combine(Client, "password");

    /// <summary>The same as libpq's PGPASSFILE.</summary>
    public string PassFile => Path.Combine(Client, "passfile");

    /// <summary>Its process, while it runs.</summary>
    public ProcessIdentity? Process => _process?.Identity;

    string Client { get; }

    string Data => Path.Combine(_folder, "data");

    /// <summary>How <see cref="Role"/> reaches a database of it; without a password.</summary>
    public string Address(string database) => $"postgresql://{Role}@127.0.0.1:{Port}/{database}";

    /// <summary>Makes a cluster; it does not run yet.</summary>
    public static async Task<PostgresServer> CreateAsync(PostgresOptions options, CancellationToken cancellationToken = default)
    {
        var folder = await PostgresTools.CreateFolderAsync(cancellationToken);
        var server = new PostgresServer(options, folder, options.Port == 0 ? FindFreePort() : options.Port, RandomNumberGenerator.GetHexString(24));
        await server.WritePasswordsAsync(cancellationToken);
        var file = Path.Combine(folder, "initial-password");
        await LabPaths.WritePrivateAsync(file, server._password, cancellationToken);
        await PostgresTools.GiveAsync(file, cancellationToken);
        string[] durability = options.Durable ? [] : ["--no-sync"];
        await PostgresTools.RunAsync(
            "initdb",
            ["--pgdata", server.Data, "--username", Super, "--pwfile", file, "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", .. durability],
            cancellationToken);
        File.Delete(file);
        return server;
    }

    /// <summary>Starts it, and waits until it answers.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        var command = PostgresTools.Command("postgres", ["-D", Data, .. Settings().SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" })]);
        _process = ChildProgram.Start(new()
        {
            Name = _options.Name,
            FileName = command[0],
            Arguments = [.. command.Skip(1)],
            LogFile = _options.LogFile,
            WorkingDirectory = "/",
        });
        await _process.WaitUntilReadyAsync(AnswersAsync, StartLimit, cancellationToken);
    }

    /// <summary>Makes the role that clouds sign in as; once, after the first start.</summary>
    public Task CreateRoleAsync(CancellationToken cancellationToken = default) =>
        SqlAsync("postgres", $"CREATE ROLE {Role} LOGIN CREATEDB PASSWORD '{_password}'", cancellationToken);

    /// <summary>Makes an empty database, with the collation of a language, as most have it.</summary>
    public Task CreateDatabaseAsync(string name, CancellationToken cancellationToken = default) =>
        SqlAsync("postgres", $"CREATE DATABASE {name} OWNER {Role} ENCODING 'UTF8' TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'", cancellationToken);

    /// <summary>Runs SQL as the superuser, and returns the rows as psql prints them unaligned: fields apart by <c>|</c>.</summary>
    public Task<string> SqlAsync(string database, string sql, CancellationToken cancellationToken = default) => Tool.CheckAsync(
        "psql",
        ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1", Target(database), "--file", "-"],
        $"Its log is {_options.LogFile}.",
        sql,
        cancellationToken);

    /// <summary>Stops it as an administrator does: whoever is connected is cut off.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (_process is not { } process)
            return;

        process.Identity.Send(Signal.Interrupt);
        await process.WaitForExitAsync(cancellationToken);
        await ForgetAsync(process);
    }

    /// <summary>Ends every process of it at once, as a power cut does.</summary>
    public async Task KillAsync(CancellationToken cancellationToken = default)
    {
        if (_process is not { } process)
            return;

        var family = ChildrenOf(process.Identity.Pid);
        process.Identity.Send(Signal.Kill);
        foreach (var child in family)
            child.Send(Signal.Kill);
        await process.WaitForExitAsync(cancellationToken);
        // As long as one of them holds the shared memory, the server does not start again.
        await Wait.UntilAsync(() => !family.Any(child => child.IsAlive), StartLimit, "the end of the server's processes", cancellationToken);
        await ForgetAsync(process);
    }

    /// <summary>Ends it, and removes everything that it kept.</summary>
    public async ValueTask DisposeAsync()
    {
        await KillAsync(CancellationToken.None);
        if (_process is not null)
            await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        Directory.Delete(Client, recursive: true);
    }

    Dictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = Port.ToString(CultureInfo.InvariantCulture),
            ["unix_socket_directories"] = _folder,
            ["max_connections"] = "300",
            ["shared_buffers"] = "128MB",
        };
        if (!_options.Durable)
            (settings["fsync"], settings["full_page_writes"]) = ("off", "off");
        foreach (var (name, value) in _options.Settings)
            settings[name] = value;
        return settings;
    }

    string Target(string database) => $"host=127.0.0.1 port={Port} user={Super} dbname={database} passfile={PassFile} connect_timeout=5";

    async ValueTask<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        var answer = await Tool.RunAsync("psql", ["--no-psqlrc", "--quiet", Target("postgres"), "--command", "SELECT 1"], cancellationToken: cancellationToken);
        return answer.ExitCode == 0;
    }

    async Task WritePasswordsAsync(CancellationToken cancellationToken)
    {
        await LabPaths.WritePrivateAsync(PasswordFile, _password, cancellationToken);
        await LabPaths.WritePrivateAsync(PassFile, $"*:*:*:*:{_password}\n", cancellationToken);
    }

    async Task ForgetAsync(ChildProgram process)
    {
        _process = null;
        await process.DisposeAsync();
    }

    // Each of them leads a process group of its own.
    static List<ProcessIdentity> ChildrenOf(int parent) =>
        [.. from entry in Directory.EnumerateDirectories("/proc")
            where int.TryParse(Path.GetFileName(entry), CultureInfo.InvariantCulture, out _) && ParentOf(entry) == parent
            select ProcessIdentity.Of(int.Parse(Path.GetFileName(entry), CultureInfo.InvariantCulture)) into child
            where child is not null
            select child.Value];

    static int? ParentOf(string entry)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(entry, "stat"));
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // It has gone meanwhile.
        }
    }

    static int FindFreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
