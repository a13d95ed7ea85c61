using System.Globalization;
using System.Net;
using Skybridge.Lab.Processes;

namespace Skybridge.Lab;

/// <summary>A network of its own for a server, with a cable to ours and a firewall in front of it: packets can be lost there in earnest.</summary>
/// <remarks>
/// The network belongs to a process of ours that only sleeps. It goes with its last process, and the cable with it, so nothing is left however we
/// end. Its addresses are 10.77.N.1 on our side and 10.77.N.2 on the server's, N being free on this machine.
/// </remarks>
/// <example><code>
/// await using var network = await NetworkNamespace.CreateAsync(folder, cancellationToken);
/// var options = new DomainControllerOptions { Address = network.Address, PrefixLength = NetworkNamespace.PrefixLength, Wrapper = network.Wrapper };
/// await network.DropAsync([88], cancellationToken);
/// await network.OpenAsync(cancellationToken);
/// </code></example>
public sealed class NetworkNamespace : IAsyncDisposable
{
    /// <summary>Of both addresses.</summary>
    public const int PrefixLength = 30;

    const string Table = "lab";
    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    readonly MachineLock _number;
    readonly ChildProgram _keeper;

    NetworkNamespace(MachineLock number, int subnet, ChildProgram keeper)
    {
        _number = number;
        _keeper = keeper;
        Address = new([10, 77, (byte)subnet, 2]);
        OurAddress = new([10, 77, (byte)subnet, 1]);
    }

    /// <summary>The server's address, which we reach by the cable.</summary>
    public IPAddress Address { get; }

    /// <summary>Our end of the cable.</summary>
    public IPAddress OurAddress { get; }

    /// <summary>Starts a program inside.</summary>
    public IReadOnlyList<string> Wrapper => ["nsenter", $"--net=/proc/{_keeper.Identity.Pid}/ns/net"];

    /// <summary>Makes the network, with everything open.</summary>
    /// <param name="folder">Where the keeper's log goes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<NetworkNamespace> CreateAsync(string folder, CancellationToken cancellationToken = default)
    {
        await HostPackages.EnsureAsync(HostPackages.Network, cancellationToken: cancellationToken);
        var (number, subnet) = TakeNumber();
        var keeper = ChildProgram.Start(new()
        {
            Name = "network", FileName = "/usr/bin/unshare", Arguments = ["--net", "/usr/bin/sleep", "infinity"], LogFile = Path.Combine(folder, $"network-{subnet}.log"),
        });
        var network = new NetworkNamespace(number, subnet, keeper);
        try
        {
            await network.ConnectAsync(subnet, cancellationToken);
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>From now on the firewall swallows what goes to these TCP ports of the server: nobody is told.</summary>
    public Task DropAsync(IReadOnlyList<int> ports, CancellationToken cancellationToken = default) => RuleAsync($"tcp dport {{ {List(ports)} }} drop", cancellationToken);

    /// <summary>From now on every packet to the server is swallowed, on connections that are open, too.</summary>
    public Task DropEverythingAsync(CancellationToken cancellationToken = default) => RuleAsync("drop", cancellationToken);

    /// <summary>From now on the firewall refuses these TCP ports, as if nobody listened.</summary>
    public Task RejectAsync(IReadOnlyList<int> ports, CancellationToken cancellationToken = default) =>
        RuleAsync($"tcp dport {{ {List(ports)} }} reject with tcp reset", cancellationToken);

    /// <summary>Takes every rule away.</summary>
    public Task OpenAsync(CancellationToken cancellationToken = default) => InsideAsync(["nft", "flush", "chain", "inet", Table, "in"], cancellationToken);

    /// <summary>Ends the network; programs inside lose their cable when they are ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _keeper.DisposeAsync();
        _number.Dispose();
    }

    static (MachineLock Held, int Number) TakeNumber()
    {
        for (var number = 1; number < 255; number++)
        {
            if (MachineLock.TryTake($"10.77.{number}") is { } held)
                return (held, number);
        }

        throw new LabException("No network of 10.77.0.0/16 is free.", "Are 254 labs running? ip link shows their cables.");
    }

    async Task ConnectAsync(int subnet, CancellationToken cancellationToken)
    {
        await _keeper.WaitUntilReadyAsync(_ => ValueTask.FromResult(IsApart()), StartLimit, cancellationToken);
        // A cable of this name could only be that of a lab whose last program is just ending.
        var card = $"skylab{subnet}";
        await Tool.RunAsync("ip", ["link", "delete", card], cancellationToken: cancellationToken);
        await OutsideAsync(["ip", "link", "add", card, "type", "veth", "peer", "name", "server", "netns", _keeper.Identity.Pid.ToString(CultureInfo.InvariantCulture)], cancellationToken);
        await OutsideAsync(["ip", "addr", "add", $"{OurAddress}/{PrefixLength}", "dev", card], cancellationToken);
        await OutsideAsync(["ip", "link", "set", card, "up"], cancellationToken);
        await InsideAsync(["ip", "addr", "add", $"{Address}/{PrefixLength}", "dev", "server"], cancellationToken);
        await InsideAsync(["ip", "link", "set", "lo", "up"], cancellationToken);
        await InsideAsync(["ip", "link", "set", "server", "up"], cancellationToken);
        await InsideAsync(["nft", $"add table inet {Table}; add chain inet {Table} in {{ type filter hook input priority 0; policy accept; }}"], cancellationToken);
    }

    // The process number is there before unshare has done its work.
    bool IsApart() => new FileInfo($"/proc/{_keeper.Identity.Pid}/ns/net").LinkTarget is { } theirs && theirs != new FileInfo("/proc/self/ns/net").LinkTarget;

    Task<string> RuleAsync(string rule, CancellationToken cancellationToken) =>
        // What comes from inside by the loopback card is not the network's business.
        InsideAsync(["nft", $"add rule inet {Table} in iifname \"server\" {rule}"], cancellationToken);

    Task<string> InsideAsync(IReadOnlyList<string> command, CancellationToken cancellationToken) => OutsideAsync([.. Wrapper, .. command], cancellationToken);

    static Task<string> OutsideAsync(IReadOnlyList<string> command, CancellationToken cancellationToken) =>
        Tool.CheckAsync(command[0], [.. command.Skip(1)], "Is this root, and may it make networks (not in every container)?", cancellationToken: cancellationToken);

    static string List(IReadOnlyList<int> ports) => string.Join(", ", ports);
}
