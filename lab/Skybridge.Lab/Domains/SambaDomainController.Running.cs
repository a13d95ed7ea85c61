using System.Diagnostics;
using Skybridge.Lab.Processes;
using Skybridge.Lab.Wire;

namespace Skybridge.Lab.Domains;

public sealed partial class SambaDomainController
{
    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    ChildProgram? _child;

    /// <summary>Whether its process lives, whoever started it; it may be suspended all the same.</summary>
    public bool IsRunning => Process is { IsAlive: true };

    /// <summary>The process, while there is one; read from the folder, since another process may have started it anew.</summary>
    public ProcessIdentity? Process => Record.Process;

    /// <summary>Starts Samba and waits until LDAP, the endpoint mapper, the KDC (and DNS, if it serves it) answer.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        using var held = await LockAsync(Home, _progress, cancellationToken);
        if (IsRunning)
            return;

        RequireFreePorts();
        var start = Stopwatch.GetTimestamp();
        File.Delete(Path.Combine(_root.Path, "run/samba.pid")); // One of a killed process would keep the next from starting.
        if (_child is not null)
            await _child.DisposeAsync(); // It ended without us.
        _child = ChildProgram.Start(ToStart());
        await (Record with { Process = _child.Identity, LinkFolder = _root.Folder }).WriteAsync(Home, cancellationToken);
        var ready = false;
        try
        {
            await _child.WaitUntilReadyAsync(AnswersAsync, StartLimit, cancellationToken);
            ready = true;
        }
        catch (LabException exception)
        {
            throw new LabException($"{exception.Message}{Environment.NewLine}{LogTail()}", exception.Hint, exception);
        }
        finally
        {
            if (!ready)
                await KillAsync(CancellationToken.None);
        }

        _progress($"{Options.FullHostName} answers on {Options.Address} after {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
    }

    /// <summary>Stops Samba as an administrator does.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => EndAsync(StopPatience, cancellationToken);

    /// <summary>Ends Samba in the middle of whatever it does.</summary>
    public Task KillAsync(CancellationToken cancellationToken = default)
    {
        Process?.Send(Signal.Kill);
        return EndAsync(StopPatience, cancellationToken);
    }

    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        await StopAsync(cancellationToken);
        await StartAsync(cancellationToken);
    }

    /// <summary>Lets it hang: connections are accepted, nothing is answered, until <see cref="Resume"/>.</summary>
    public void Suspend() => Process?.Send(Signal.Stop);

    public void Resume() => Process?.Send(Signal.Continue);

    /// <summary>Whether every service answers now.</summary>
    public async ValueTask<bool> AnswersAsync(CancellationToken cancellationToken = default) =>
        await Probes.LdapAsync(Options.Address, cancellationToken)
        && await Probes.EndpointMapperAsync(Options.Address, cancellationToken)
        && await Probes.KdcAsync(Options.Address, Options.Realm, cancellationToken)
        && (!Options.Dns || await Probes.DnsAsync(Options.Address, Options.Domain, cancellationToken));

    /// <summary>Locks an account as a guesser does: by wrong passwords over the wire, under a policy that stays afterwards.</summary>
    public async Task LockOutByGuessingAsync(string user, CancellationToken cancellationToken = default)
    {
        const int threshold = 3;
        await Directory.SetPasswordPolicyAsync(new() { LockoutThreshold = threshold }, cancellationToken);
        for (var guess = 0; guess < threshold; guess++)
            await Ldap.TryAsync($"{Options.NetBiosName}\\{user}", $"wrong {guess}", cancellationToken);
    }

    /// <summary>The end of Samba's own log.</summary>
    public string LogTail(int lines = 20)
    {
        var log = Path.Combine(_root.Path, "samba.log");
        return File.Exists(log) ? string.Join(Environment.NewLine, File.ReadLines(log).TakeLast(lines)) : "Samba wrote no log.";
    }

    /// <summary>Keeps a copy of the stopped domain controller's database, for <see cref="LoadStateAsync"/>.</summary>
    public async Task SaveStateAsync(string name, CancellationToken cancellationToken = default)
    {
        await RequireStoppedAsync();
        var saved = Path.Combine(Home, $"saved-{name}");
        if (System.IO.Directory.Exists(saved))
            System.IO.Directory.Delete(saved, recursive: true);
        await ProvisionCache.CopyAsync(PrivateFolder, saved, cancellationToken);
    }

    /// <summary>Puts a saved database back, USNs and invocation id included: what an administrator must not do, and sometimes does.</summary>
    public async Task LoadStateAsync(string name, CancellationToken cancellationToken = default)
    {
        await RequireStoppedAsync();
        System.IO.Directory.Delete(PrivateFolder, recursive: true);
        await ProvisionCache.CopyAsync(Path.Combine(Home, $"saved-{name}"), PrivateFolder, cancellationToken);
    }

    /// <summary>Gives the stopped domain controller's database a new identity, as a proper restore does.</summary>
    public async Task<Guid> RenewInvocationIdAsync(CancellationToken cancellationToken = default)
    {
        await RequireStoppedAsync();
        return await Directory.RenewInvocationIdAsync(cancellationToken);
    }

    /// <summary>Stops what this object started, unless it is to outlive us, and lets go of the directory.</summary>
    public async ValueTask DisposeAsync()
    {
        await Directory.DisposeAsync();
        if (_child is null || Options.OutlivesUs)
            return;

        await StopAsync();
        _root.Dispose();
    }

    DomainControllerRecord Record => DomainControllerRecord.TryRead(Home)
        ?? throw new LabException($"The domain controller's folder {Home} is gone.", "Make it anew: skybridge-lab dc start --fresh.");

    string PrivateFolder => Path.Combine(Home, Provisioner.SambaFolder, "private");

    ChildProgramOptions ToStart()
    {
        string[] command =
        [
            .. Options.Wrapper,
            "/usr/sbin/samba",
            "--configfile=" + SmbConf,
            "--foreground",
            "--no-process-group",
            "--model=" + (Options is { Model: ProcessModel.SingleProcess, Replicates: false } ? "single" : "prefork"),
        ];
        return new()
        {
            Name = Options.FullHostName,
            FileName = command[0],
            Arguments = command[1..],
            Environment = new Dictionary<string, string?>(Options.Replicates ? ResolvingHosts : []) { ["PATH"] = Tool.SystemPath, ["KRB5_CONFIG"] = Krb5Conf },
            LogFile = Path.Combine(Home, "start.log"),
            OutlivesUs = Options.OutlivesUs,
        };
    }

    async Task EndAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (Process is not { } process)
            return;

        await process.EndAsync(patience, cancellationToken);
        if (_child is not null)
            await _child.DisposeAsync();
        _child = null;
        await (Record with { Process = null }).WriteAsync(Home, cancellationToken);
    }

    async Task RequireStoppedAsync()
    {
        if (IsRunning)
            throw new LabException($"The domain controller in {Home} is running.", "Stop it first.");
        await Directory.CloseAsync();
    }

    void RequireFreePorts()
    {
        var taken = LoopbackAddress.TakenPorts(Options.Address, Options.Dns);
        if (taken.Count == 0 || Options.Wrapper.Count > 0)
            return;

        throw new LabException(
            $"Another program has {Options.Address} port {string.Join(", ", taken)}, or this process may not listen there.",
            $"Stop it, be root, or choose another address with --address. Who it is: ss -ltnp 'src {Options.Address}'");
    }
}
