using System.Net;
using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Rpc;

namespace Skybridge.Sync.Directory;

/// <summary>Which domain to read, and where. Immutable.</summary>
public sealed record DirectoryOptions
{
    /// <summary>The DNS name of the domain.</summary>
    public required string Domain { get; init; }

    /// <summary>The domain controllers, preferred ones first; none to find them by DNS.</summary>
    public IReadOnlyList<DomainControllerAddress> DomainControllers { get; init; } = [];

    /// <summary>The DNS server that knows the domain; null for the system's own.</summary>
    public IPEndPoint? DnsServer { get; init; }

    /// <summary>The site whose domain controllers are preferred where DNS names them; null to ask one which site this host's address is in.</summary>
    public string? Site { get; init; }

    /// <summary>The TCP port of the replication service, where it is fixed; null to ask the endpoint mapper.</summary>
    public int? RpcPort { get; init; }

    /// <summary>Attributes of people that are read beside those that always are.</summary>
    public IReadOnlyList<AttributeType> MoreAttributes { get; init; } = [];

    /// <summary>Time limits.</summary>
    public RpcOptions Rpc { get; init; } = new();
}
