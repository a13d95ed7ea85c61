using System.Net;

namespace Skybridge.Lab.Domains;

/// <summary>Which domain controller to make, and where.</summary>
public sealed record DomainControllerOptions
{
    /// <summary>Everything of it is in this folder, and nothing anywhere else.</summary>
    public string Home { get; init; } = LabPaths.DefaultHome;

    /// <summary>The DNS name of the domain; in capitals it is the Kerberos realm.</summary>
    public string Domain { get; init; } = "north.example";

    /// <summary>The old, short name of the domain.</summary>
    public string NetBiosName { get; init; } = "NORTH";

    /// <summary>The name of the domain controller within the domain.</summary>
    public string HostName { get; init; } = "dc7";

    /// <summary>The one address that it listens on, at the standard ports; loopback has 127.0.0.0/8 of them.</summary>
    public IPAddress Address { get; init; } = IPAddress.Parse("127.0.0.10");

    /// <summary>The network that the address is in. Samba finds no interface with 127.0.0.10/32 and then listens nowhere, without an error.</summary>
    public int PrefixLength { get; init; } = 8;

    /// <summary>Whether it serves its domain's DNS, for SRV look-ups.</summary>
    public bool Dns { get; init; }

    /// <summary>Who lives there.</summary>
    public Population Population { get; init; } = Population.Default;

    public ProcessModel Model { get; init; } = ProcessModel.SingleProcess;

    /// <summary>Whether others may join its domain and replicate with it (<see cref="SambaDomainController.JoinAsync"/>); it is a process per service then.</summary>
    public bool Replicates { get; init; }

    /// <summary>Where the names of all domain controllers of the domain stand, in the form of /etc/hosts; a file of the home unless told.</summary>
    public string? HostsFile { get; init; }

    /// <summary>LMDB instead of TDB: for tens of thousands of people.</summary>
    public bool Mdb { get; init; }

    /// <summary>Where provisioned directories wait to be copied.</summary>
    public string Cache { get; init; } = LabPaths.Cache;

    /// <summary>Whether the running domain controller stays when this process ends.</summary>
    public bool OutlivesUs { get; init; }

    /// <summary>Programs to start it under, outermost first: a network namespace, a false clock.</summary>
    public IReadOnlyList<string> Wrapper { get; init; } = [];

    public string Realm => Domain.ToUpperInvariant();

    public string FullHostName => $"{HostName}.{Domain}";

    public string BaseDn => string.Join(',', Domain.Split('.').Select(part => $"DC={part}"));
}
