using System.Net;
using System.Text.Json;
using Skybridge.Lab.People;
using Skybridge.Lab.Processes;

namespace Skybridge.Lab.Domains;

/// <summary>What a domain controller's folder says of it, so that another process can find, stop and drive it.</summary>
sealed record DomainControllerRecord
{
    const string FileName = "domain-controller.json";

    public required string Domain { get; init; }

    public required string NetBiosName { get; init; }

    public required string HostName { get; init; }

    public required string Address { get; init; }

    public required int PrefixLength { get; init; }

    public required bool Dns { get; init; }

    public required bool Mdb { get; init; }

    public required ProcessModel Model { get; init; }

    public bool Replicates { get; init; }

    /// <summary>The names of the domain's controllers, where others may join.</summary>
    public string? HostsFile { get; init; }

    public BulkPeople? Bulk { get; init; }

    /// <summary>The folder of the link that stands in for a deep path.</summary>
    public string? LinkFolder { get; init; }

    /// <summary>The running Samba, or the last one.</summary>
    public ProcessIdentity? Process { get; init; }

    public static DomainControllerRecord Of(DomainControllerOptions options, string? linkFolder) => new()
    {
        Domain = options.Domain,
        NetBiosName = options.NetBiosName,
        HostName = options.HostName,
        Address = options.Address.ToString(),
        PrefixLength = options.PrefixLength,
        Dns = options.Dns,
        Mdb = options.Mdb,
        Model = options.Model,
        Replicates = options.Replicates,
        HostsFile = options.HostsFile,
        Bulk = options.Population.Bulk,
        LinkFolder = linkFolder,
    };

    public DomainControllerOptions ToOptions(string home) => new()
    {
        Home = home,
        Domain = Domain,
        NetBiosName = NetBiosName,
        HostName = HostName,
        Address = IPAddress.Parse(Address),
        PrefixLength = PrefixLength,
        Dns = Dns,
        Mdb = Mdb,
        Model = Model,
        Replicates = Replicates,
        HostsFile = HostsFile,
        Population = Population.Nobody with { Bulk = Bulk },
    };

    /// <summary>Whether it is what these options would make, as far as a record can tell.</summary>
    public bool IsLike(DomainControllerOptions options) => this with { LinkFolder = null, Process = null } == Of(options, linkFolder: null);

    /// <summary>The record of a folder, or null when no domain controller was made there.</summary>
    public static DomainControllerRecord? TryRead(string home)
    {
        var path = Path.Combine(home, FileName);
        return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllText(path), PeopleJson.Default.DomainControllerRecord) : null;
    }

    public Task WriteAsync(string home, CancellationToken cancellationToken) =>
        LabPaths.WritePrivateAsync(
            Path.Combine(home, FileName), JsonSerializer.Serialize(this, LabJson.Readable.DomainControllerRecord), cancellationToken);
}
