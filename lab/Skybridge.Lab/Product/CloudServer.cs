using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Skybridge.Lab.Processes;
using Skybridge.Lab.Wire;

namespace Skybridge.Lab.Product;

/// <summary>Where a cloud is, and where it listens.</summary>
public sealed record CloudServerOptions
{
    /// <summary>Its home; must not exist yet.</summary>
    public required string Home { get; init; }

    /// <summary>Where what it says goes.</summary>
    public required string LogFile { get; init; }

    /// <summary>What it is called by and listens on: 127.0.0.1 or localhost. A browser's cookies tell these apart, and not ports.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port; 0 for one that is free.</summary>
    public int Port { get; init; }

    /// <summary>Whether it stays when this process ends.</summary>
    public bool OutlivesUs { get; init; }

    /// <summary>The load balancer that it is behind; null for none.</summary>
    public Uri? Balancer { get; init; }

    /// <summary>A program that runs it and its commands, such as one that enters a namespace; none for nothing.</summary>
    public IReadOnlyList<string> Wrapper { get; init; } = [];

    /// <summary>Further options of <c>init</c>.</summary>
    public IReadOnlyList<string> Init { get; init; } = [];
}

/// <summary>A cloud of our own: made, served, stopped, killed, and operated by its command line.</summary>
public sealed class CloudServer : IAsyncDisposable
{
    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    readonly CloudServerOptions _options;
    ChildProgram? _process;
    HttpClient? _http;

    CloudServer(CloudServerOptions options, int port)
    {
        _options = options;
        Own = new Uri($"https://{options.Host}:{port}/");
        Url = options.Balancer ?? Own;
    }

    /// <summary>The address that people and agents know.</summary>
    public Uri Url { get; }

    /// <summary>Where it listens itself.</summary>
    public Uri Own { get; }

    /// <summary>Its home.</summary>
    public string Home => _options.Home;

    /// <summary>The authority that its certificate comes from.</summary>
    public string CaFile => Path.Combine(Home, "tls", "ca.pem");

    /// <summary>What it has said.</summary>
    public string LogFile => _options.LogFile;

    /// <summary>Its process, while it is served.</summary>
    public ProcessIdentity? Process => _process?.Identity;

    /// <summary>Makes a cloud; it is not served yet.</summary>
    public static async Task<CloudServer> CreateAsync(CloudServerOptions options, CancellationToken cancellationToken = default)
    {
        var server = new CloudServer(options, options.Port == 0 ? FindFreePort() : options.Port);
        await server.CommandAsync(["init", "--name", "Skybridge lab", .. options.Init], cancellationToken);
        return server;
    }

    /// <summary>Makes another node of a cloud whose data is on a database server; it is not served yet.</summary>
    public static async Task<CloudServer> JoinAsync(CloudServer first, CloudServerOptions options, CancellationToken cancellationToken = default)
    {
        var server = new CloudServer(options, options.Port == 0 ? FindFreePort() : options.Port);
        await server.CommandAsync(["init", "--join", first.Home], cancellationToken);
        return server;
    }

    /// <summary>Makes a cloud as a copy of the home of one that is not being served: the same people, domains, clients and certificate.</summary>
    public static async Task<CloudServer> CopyAsync(string template, CloudServerOptions options, CancellationToken cancellationToken = default)
    {
        LabPaths.CreatePrivate(options.Home);
        await Tool.CheckAsync("cp", ["-a", $"{template}/.", options.Home], "Is the disk full?", cancellationToken: cancellationToken);
        return new CloudServer(options, options.Port == 0 ? FindFreePort() : options.Port);
    }

    /// <summary>Serves it, unless it is served, and waits until it answers.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (_process is not null)
            return; // A second process could not listen, and this one would be forgotten, and killed by nobody.

        _process = ChildProgram.Start(new ChildProgramOptions
        {
            Name = "cloud",
            FileName = Command[0],
            Arguments = [.. Command[1..], "serve", "--home", Home, "--urls", Own.ToString().TrimEnd('/')],
            LogFile = _options.LogFile,
            OutlivesUs = _options.OutlivesUs,
        });
        await _process.WaitUntilReadyAsync(AnswersAsync, StartLimit, cancellationToken);
    }

    /// <summary>Stops it as an administrator does.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => EndAsync(process => process.StopAsync(cancellationToken: cancellationToken));

    /// <summary>Ends it in the middle of whatever it does.</summary>
    public Task KillAsync(CancellationToken cancellationToken = default) => EndAsync(process => process.KillAsync(cancellationToken));

    /// <summary>Holds it in the middle of whatever it does: connections stay open and nothing answers.</summary>
    public void Suspend() => _process?.Suspend();

    /// <summary>Lets it go on.</summary>
    public void Resume() => _process?.Resume();

    /// <summary>Runs one of its commands, which must succeed, and returns what it printed.</summary>
    public Task<string> CommandAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken = default) =>
        Programs.CheckAsync(Command[0], [.. Command[1..], .. arguments, "--home", Home], cancellationToken);

    string[] Command => [.. _options.Wrapper, Programs.Cloud];

    /// <summary>A one-time code for an agent.</summary>
    public async Task<string> EnrollAsync(string name, CancellationToken cancellationToken = default)
    {
        using var json = JsonDocument.Parse(await CommandAsync(["enroll", name, "--json"], cancellationToken));
        return json.RootElement.GetProperty("code").GetString()!;
    }

    /// <summary>Makes a domain a verified one.</summary>
    public async Task VerifyDomainAsync(string domain, CancellationToken cancellationToken = default)
    {
        await CommandAsync(["domain", "add", domain], cancellationToken);
        await CommandAsync(["domain", "verify", domain], cancellationToken);
    }

    /// <summary>Makes a relying party with a secret known.</summary>
    public Task AddClientAsync(string id, Uri redirectUri, string secretFile, CancellationToken cancellationToken = default) =>
        CommandAsync(["client", "add", id, "--id", id, "--redirect-uri", redirectUri.ToString(), "--secret-file", secretFile], cancellationToken);

    /// <summary>Makes a relying party known.</summary>
    public Task AddClientAsync(string id, Uri redirectUri, CancellationToken cancellationToken = default) =>
        CommandAsync(["client", "add", id, "--id", id, "--redirect-uri", redirectUri.ToString()], cancellationToken);

    /// <summary>Somebody by user name, source anchor or identifier; null when it knows nobody by that.</summary>
    public async Task<CloudPerson?> FindAsync(string name, CancellationToken cancellationToken = default)
    {
        var result = await Programs.RunAsync(Programs.Cloud, ["user", "show", name, "--json", "--home", Home], cancellationToken: cancellationToken);
        return result.ExitCode == 0 ? new CloudPerson(JsonDocument.Parse(result.Output).RootElement) : null;
    }

    /// <summary>Everybody whom it knows and who is not deleted, administrators and its own people included.</summary>
    public async Task<IReadOnlyList<ListedPerson>> ListAsync(CancellationToken cancellationToken = default)
    {
        using var json = JsonDocument.Parse(await CommandAsync(["user", "list", "--limit", "100000", "--json"], cancellationToken));
        return [.. json.RootElement.GetProperty("users").EnumerateArray().Select(ListedPerson.Read)];
    }

    /// <summary>Makes somebody who exists only here.</summary>
    public Task AddUserAsync(string name, string password, bool administrator = false, CancellationToken cancellationToken = default) =>
        CommandWithPasswordAsync(administrator ? ["user", "create", name, "--administrator"] : ["user", "create", name], password, cancellationToken);

    /// <summary>Sets a person's password in the cloud.</summary>
    public Task ResetPasswordAsync(string name, string password, CancellationToken cancellationToken = default) =>
        CommandWithPasswordAsync(["user", "reset-password", name], password, cancellationToken);

    /// <summary>Turns a feature of the tenant.</summary>
    public Task SetFeatureAsync(string feature, bool on, CancellationToken cancellationToken = default) =>
        CommandAsync(["feature", "set", feature, on ? "on" : "off"], cancellationToken);

    /// <summary>Whether it answers.</summary>
    public async ValueTask<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        _http ??= CreateClient();
        try
        {
            using var response = await _http.GetAsync(new Uri(Own, "healthz"), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>A client that trusts its certificate and no other.</summary>
    public HttpClient CreateClient()
    {
#pragma warning disable CA2000 // The client disposes its handler.
        var handler = new SocketsHttpHandler { SslOptions = new() { CertificateChainPolicy = ClientTls.Trusting(CaFile) } };
#pragma warning restore CA2000
        return new HttpClient(handler, disposeHandler: true) { BaseAddress = Url };
    }

    /// <summary>Stops it, unless it is to outlive us.</summary>
    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_process is null)
            return;

        await _process.DisposeAsync();
        _process = null;
    }

    async Task CommandWithPasswordAsync(IReadOnlyList<string> arguments, string password, CancellationToken cancellationToken)
    {
        var file = Path.Combine(Path.GetDirectoryName(Home)!, $"{Guid.NewGuid():N}.password");
        await LabPaths.WritePrivateAsync(file, password, cancellationToken);
        try
        {
            await CommandAsync([.. arguments, "--password-file", file], cancellationToken);
        }
        finally
        {
            File.Delete(file);
        }
    }

    async Task EndAsync(Func<ChildProgram, Task> end)
    {
        if (_process is not { } process)
            return;

        await end(process);
        await process.DisposeAsync();
        _process = null;
    }

    /// <summary>A port of 127.0.0.1 that nobody listens on now.</summary>
    public static int FindFreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
