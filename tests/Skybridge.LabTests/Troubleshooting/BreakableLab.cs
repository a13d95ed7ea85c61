using Skybridge.Drsr.Rpc;
using Skybridge.Lab;
using Skybridge.Lab.Domains;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Troubleshooting;

/// <summary>A whole product of which everything can be broken: its domain controller stands behind a firewall in a network of its own, and its clock can be wrong.</summary>
/// <remarks>Whoever breaks something mends it.</remarks>
public sealed class BreakableLab : IAsyncDisposable
{
    readonly string _wrongClock;
    IReadOnlyList<int>? _ports;

    BreakableLab(ProductLab stack, NetworkNamespace network, string wrongClock)
    {
        Stack = stack;
        Network = network;
        _wrongClock = wrongClock;
    }

    public ProductLab Stack { get; }

    /// <summary>The domain controller's network, with its firewall.</summary>
    public NetworkNamespace Network { get; }

    public static async Task<BreakableLab> StartAsync(LabRun lab, string name, CancellationToken cancellationToken)
    {
        await HostPackages.EnsureAsync(["faketime"], cancellationToken: cancellationToken);
        var network = await NetworkNamespace.CreateAsync(lab.Folder, cancellationToken);
        var wrongClock = Path.Combine(lab.Folder, $"{name}.wrong-clock");
        var options = new DomainControllerOptions
        {
            Population = Population.Nobody,
            Address = network.Address,
            PrefixLength = NetworkNamespace.PrefixLength,
            Wrapper = [.. network.Wrapper, "sh", "-c", $"if [ -e '{wrongClock}' ]; then exec faketime -f +10m \"$@\"; fi; exec \"$@\"", "sh"],
        };
        return new(await ProductLab.StartAsync(lab, name, options, cancellationToken), network, wrongClock);
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

    Task<int> ReplicationPortAsync(CancellationToken cancellationToken) =>
        EndpointMapper.MapAsync(Stack.Domain.Options.Address.ToString(), RpcInterface.Drsuapi, new RpcOptions(), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Stack.DisposeAsync();
        await Network.DisposeAsync();
    }
}
