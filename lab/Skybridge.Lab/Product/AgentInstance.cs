using System.Text.Json;
using Skybridge.Lab.Domains;
using Skybridge.Lab.Processes;

namespace Skybridge.Lab.Product;

/// <summary>Where an agent is.</summary>
public sealed record AgentInstanceOptions
{
    /// <summary>Its home; must not exist yet.</summary>
    public required string Home { get; init; }

    /// <summary>Where what it says goes.</summary>
    public required string LogFile { get; init; }

    /// <summary>Whether it stays when this process ends.</summary>
    public bool OutlivesUs { get; init; }

    /// <summary>Programs to run it under, outermost first: a namespace of its own. Its commands run under them too.</summary>
    public IReadOnlyList<string> Wrapper { get; init; } = [];
}

/// <summary>An agent of our own: set up, run, stopped, killed, and operated by its command line.</summary>
public sealed class AgentInstance(AgentInstanceOptions options) : IAsyncDisposable
{
    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    ChildProgram? _process;

    /// <summary>Its home.</summary>
    public string Home => options.Home;

    /// <summary>What the service has said.</summary>
    public string LogFile => options.LogFile;

    /// <summary>Its process, while it runs.</summary>
    public ProcessIdentity? Process => _process?.Identity;

    /// <summary>Sets it up for a domain and a cloud.</summary>
    /// <param name="domain">The domain, whose connector account it uses.</param>
    /// <param name="cloud">The cloud.</param>
    /// <param name="code">The one-time code; null to have one made.</param>
    /// <param name="more">Further options.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task InitAsync(
        SambaDomainController domain, CloudServer cloud, string? code = null, IReadOnlyList<string>? more = null, CancellationToken cancellationToken = default)
    {
        var passwordFile = $"{Home.TrimEnd('/')}.password";
        await LabPaths.WritePrivateAsync(passwordFile, domain.Accounts.ConnectorPassword, cancellationToken);
        try
        {
            await CommandAsync(
                [
                    "init",
                    "--domain", domain.Options.Domain,
                    "--domain-controller", $"{domain.Options.Address}:{domain.Options.FullHostName}",
                    "--account", ServiceAccounts.Connector,
                    "--password-file", passwordFile,
                    "--cloud", cloud.Url.ToString(),
                    "--ca-file", cloud.CaFile,
                    "--enrollment-code", code ?? await cloud.EnrollAsync(Path.GetFileName(Home), cancellationToken),
                    "--yes",
                    .. more ?? [],
                ],
                cancellationToken);
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    /// <summary>Runs the service, and waits until it has finished a cycle.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await LaunchAsync(cancellationToken);
        await Wait.UntilAsync(async token => !_process!.IsRunning || (await StatusAsync(token)).HasCompletedCycle, StartLimit, "the agent's first cycle", cancellationToken);
    }

    /// <summary>Runs the service, and waits until it has taken its home.</summary>
    public async Task LaunchAsync(CancellationToken cancellationToken = default)
    {
        _process = ChildProgram.Start(new ChildProgramOptions
        {
            Name = "agent",
            FileName = Command[0],
            Arguments = [.. Command.Skip(1), "run", "--home", Home],
            LogFile = options.LogFile,
            OutlivesUs = options.OutlivesUs,
        });
        await _process.WaitUntilReadyAsync(async token => (await StatusAsync(token)).IsRunning, StartLimit, cancellationToken);
    }

    /// <summary>Stops it as an administrator does.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => EndAsync(process => process.StopAsync(cancellationToken: cancellationToken));

    /// <summary>Ends it in the middle of whatever it does.</summary>
    public Task KillAsync(CancellationToken cancellationToken = default) => EndAsync(process => process.KillAsync(cancellationToken));

    /// <summary>Holds it in the middle of whatever it does.</summary>
    public void Suspend() => _process?.Suspend();

    /// <summary>Lets it go on.</summary>
    public void Resume() => _process?.Resume();

    /// <summary>Runs one of its commands, which must succeed, and returns what it printed.</summary>
    public Task<string> CommandAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken = default) =>
        Programs.CheckAsync(Command[0], [.. Command.Skip(1), .. arguments, "--home", Home], cancellationToken);

    /// <summary>Runs one of its commands, whatever comes of it.</summary>
    public Task<ToolResult> TryCommandAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken = default) =>
        Programs.RunAsync(Command[0], [.. Command.Skip(1), .. arguments, "--home", Home], cancellationToken: cancellationToken);

    /// <summary>Starts one of its commands that waits for something, and tells what it says as it comes; the caller disposes it.</summary>
    public ChildProgram StartCommand(string name, IReadOnlyList<string> arguments, string logFile, Action<string> onLine) => ChildProgram.Start(new()
    {
        Name = name, FileName = Command[0], Arguments = [.. Command.Skip(1), .. arguments, "--home", Home], LogFile = logFile, OnLine = onLine,
    });

    /// <summary>Synchronizes now what changed, and waits for it; somebody may be refused.</summary>
    public async Task SyncAsync(CancellationToken cancellationToken = default)
    {
        var result = await TryCommandAsync(["sync"], cancellationToken);
        if (result.ExitCode is not (0 or 1))
            throw result.Failure("skybridge sync", "Look at the agent's log.");
    }

    /// <summary>Synchronizes one person now, and returns what became of it, whether or not it succeeded.</summary>
    public async Task<PersonOutcome> SyncPersonAsync(string name, CancellationToken cancellationToken = default)
    {
        var result = await TryCommandAsync(["sync", "--user", name, "--json"], cancellationToken);
        if (result.ExitCode is not (0 or 1))
            throw result.Failure("skybridge sync --user", "Look at the agent's log.");
        using var json = JsonDocument.Parse(result.Output);
        return PersonOutcome.Read(json.RootElement.GetProperty("person"));
    }

    /// <summary>What <c>skybridge status</c> says.</summary>
    public async Task<AgentStatus> StatusAsync(CancellationToken cancellationToken = default)
    {
        var result = await TryCommandAsync(["status", "--json"], cancellationToken);
        return result.ExitCode is 0 or 1
            ? new AgentStatus(JsonDocument.Parse(result.Output).RootElement)
            : throw result.Failure("skybridge status", "Look at the agent's log.");
    }

    /// <summary>Stops it, unless it is to outlive us.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
    }

    string[] Command => [.. options.Wrapper, Programs.Agent];

    async Task EndAsync(Func<ChildProgram, Task> end)
    {
        if (_process is not { } process)
            return;

        await end(process);
        await process.DisposeAsync();
        _process = null;
    }
}
