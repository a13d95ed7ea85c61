using System.Text.Json;
using Skybridge.Lab.People;

namespace Skybridge.Lab;

/// <summary>What <c>.lab/lab.json</c> says of a lab that is up. Scripts and acceptance checks read it, so its shape is stable.</summary>
/// <remarks>Not records, for they hold passwords. The parts of the cloud and the agent are for who starts those.</remarks>
public sealed class LabDescription
{
    /// <summary>The Kerberos realm.</summary>
    public required string Realm { get; init; }

    /// <summary>The DNS name.</summary>
    public required string Domain { get; init; }

    public required string Netbios { get; init; }

    public required string BaseDn { get; init; }

    public required DescribedController DomainController { get; init; }

    public required DescribedAccount Administrator { get; init; }

    public required DescribedAccount ConnectorAccount { get; init; }

    public required IReadOnlyList<Person> People { get; init; }

    public DescribedCloud? Cloud { get; set; }

    public DescribedAgent? Agent { get; set; }

    public DescribedCommands? Commands { get; set; }

    public DescribedClient? Client { get; set; }

    /// <summary>Writes the file for its owner alone: it holds the passwords of a lab.</summary>
    public Task WriteAsync(string path, CancellationToken cancellationToken = default) =>
        LabPaths.WritePrivateAsync(path, JsonSerializer.Serialize(this, LabJson.Readable.LabDescription), cancellationToken);
}

/// <summary>The domain controller and its configuration files.</summary>
public sealed record DescribedController(string Name, string Address, string SmbConf, string Krb5Conf);

/// <summary>An account by sAMAccountName.</summary>
public sealed class DescribedAccount(string user, string password)
{
    public string User { get; } = user;

    public string Password { get; } = password;
}

/// <summary>Where the cloud is, whom to trust to be sure of it, and its home.</summary>
public sealed record DescribedCloud(string Url, string CaFile, string Home);

/// <summary>The agent's home.</summary>
public sealed record DescribedAgent(string Home);

/// <summary>How to call the two programs.</summary>
public sealed record DescribedCommands(IReadOnlyList<string> Skybridge, IReadOnlyList<string> SkybridgeCloud);

/// <summary>A relying party that the cloud knows.</summary>
public sealed record DescribedClient(string Id, string RedirectUri);
