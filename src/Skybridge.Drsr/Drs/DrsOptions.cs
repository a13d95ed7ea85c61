using Skybridge.Drsr.Rpc;

namespace Skybridge.Drsr.Drs;

/// <summary>Which domain controller to talk to, and how. Immutable.</summary>
public sealed record DrsOptions
{
    /// <summary>Where to connect: an address or a name.</summary>
    public required string Host { get; init; }

    /// <summary>The domain controller's own DNS name, which Kerberos knows it by. Never looked up.</summary>
    public required string HostName { get; init; }

    /// <summary>The TCP port of the replication service, where it is fixed; null to ask the endpoint mapper.</summary>
    public int? Port { get; init; }

    /// <summary>Time limits.</summary>
    public RpcOptions Rpc { get; init; } = new();
}
