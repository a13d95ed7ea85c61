using System.Globalization;
using Skybridge.Drsr.Rpc;
using Skybridge.Lab;
using Skybridge.Lab.Domains;
using Skybridge.Lab.Processes;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Troubleshooting;

/// <summary>A whole product of which everything can be broken: its domain controller stands behind a firewall in a network of its own, its clock can be wrong,
/// and the agent has a disk and a view of the files of its own.</summary>
/// <remarks>Whoever breaks something mends it.</remarks>
public sealed class BreakableLab : IAsyncDisposable
{
    const int DiskSize = 160; // MiB: the troubleshooter warns below 100.

    readonly string _wrongClock;
    IReadOnlyList<int>? _ports;

    BreakableLab(ProductLab stack, NetworkNamespace network, FileNamespace files, string wrongClock)
    {
        Stack = stack;
        Network = network;
        Files = files;
        _wrongClock = wrongClock;
    }

    public ProductLab Stack { get; }

    /// <summary>The domain controller's network, with its firewall.</summary>
    public NetworkNamespace Network { get; }

    /// <summary>The agent's files.</summary>
    public FileNamespace Files { get; }

    public static async Task<BreakableLab> StartAsync(LabRun lab, string name, CancellationToken cancellationToken)
    {
        await HostPackages.EnsureAsync(["faketime"], cancellationToken: cancellationToken);
        var network = await NetworkNamespace.CreateAsync(lab.Folder, cancellationToken);
        var files = await FileNamespace.CreateAsync(LabPaths.CreatePrivate(Path.Combine(lab.Folder, $"{name}.files")), DiskSize, cancellationToken);
        var wrongClock = Path.Combine(lab.Folder, $"{name}.wrong-clock");
        var options = new DomainControllerOptions
        {
            Population = Population.Nobody,
            Address = network.Address,
            PrefixLength = NetworkNamespace.PrefixLength,
            Wrapper = [.. network.Wrapper, "sh", "-c", $"if [ -e '{wrongClock}' ]; then exec faketime -f +10m \"$@\"; fi; exec \"$@\"", "sh"],
        };
        var stack = await ProductLab.CreateAsync(lab, name, options, cancellationToken, files);
        await stack.Agent.StartAsync(cancellationToken);
        return new(stack, network, files, wrongClock);
    }

    /// <summary>The ports that synchronization needs, the one of the replication service last; asked once, while nothing is broken.</summary>
    public async Task<IReadOnlyList<int>> GetPortsAsync(CancellationToken cancellationToken) =>
        _ports ??= [.. new[] { 88, 135 }, await ReplicationPortAsync(cancellationToken)];

    /// <summary>Starts the domain controller anew, with a clock that is ten minutes ahead or with the right one.</summary>
    public async Task SetClockAsync(bool wrong, CancellationToken cancellationToken)
    {
        await Stack.Domain.KillAsync(cancellationToken);
        if (wrong)
            await File.WriteAllTextAsync(_wrongClock, "", cancellationToken);
        else
            File.Delete(_wrongClock);
        await Stack.Domain.StartAsync(cancellationToken);
    }

    /// <summary>Takes the Kerberos library from programs of the agent that are started from now on, or gives it back.</summary>
    public Task SetKerberosAsync(bool there, CancellationToken cancellationToken)
    {
        var link = Directory.EnumerateFiles("/usr/lib", "libgssapi_krb5.so.2", new EnumerationOptions { RecurseSubdirectories = true }).First();
        var library = File.ResolveLinkTarget(link, returnFinalTarget: true)?.FullName ?? link;
        return there ? Files.ShowAsync(library, cancellationToken) : Files.HideAsync(library, cancellationToken);
    }

    /// <summary>Changes the agent's connector space, and returns how many rows that were. SQLite follows links, and would look for the agent's disk outside.</summary>
    public async Task<int> ChangeSpaceAsync(string statement, CancellationToken cancellationToken)
    {
        const string script = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=10); print(c.execute(sys.argv[2]).rowcount); c.commit()";
        string[] command = [.. Files.Wrapper, "python3", "-c", script, Databases.OfDomain(Stack), statement];
        return int.Parse(await Tool.CheckAsync(command[0], command[1..], "Look at what Python said.", cancellationToken: cancellationToken), CultureInfo.InvariantCulture);
    }

    Task<int> ReplicationPortAsync(CancellationToken cancellationToken) =>
        EndpointMapper.MapAsync(Stack.Domain.Options.Address.ToString(), RpcInterface.Drsuapi, new RpcOptions(), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Stack.DisposeAsync();
        await Network.DisposeAsync();
        await Files.DisposeAsync();
    }
}
