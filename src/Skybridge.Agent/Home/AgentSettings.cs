using System.Text.Json.Serialization;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Engine;

namespace Skybridge.Agent.Home;

/// <summary>The agent's settings, as they stand in its home. Never a secret.</summary>
sealed record AgentSettings
{
    /// <summary>The form that this program reads and writes.</summary>
    public const int CurrentVersion = 1;

    const double MinInterval = 0.1;
    const double MaxInterval = 3600;

    /// <summary>The version of this form.</summary>
    public int Version { get; set; } = CurrentVersion;

    /// <summary>The cloud.</summary>
    public required CloudSettings Cloud { get; init; }

    /// <summary>Whether to deliver.</summary>
    public SyncMode Mode { get; set; } = SyncMode.Active;

    /// <summary>Who set the mode; null since the set-up.</summary>
    public ChangeSettings? ModeChange { get; set; }

    /// <summary>Where metrics are served, as <c>ADDRESS:PORT</c>; null for nowhere.</summary>
    public string? Metrics { get; set; }

    /// <summary>Seconds between two cycles.</summary>
    public double IntervalSeconds { get; set; } = 1;

    /// <summary>The most people that are removed from the cloud at once without being allowed to.</summary>
    public int DeletionLimit { get; set; } = new SyncOptions().DeletionLimit;

    /// <summary>The domains.</summary>
    public required IReadOnlyList<ConnectorSettings> Connectors { get; init; }

    /// <summary>What no agent can work with; null when there is nothing.</summary>
    public string? FindFault() => this switch
    {
        { Cloud.Url.IsAbsoluteUri: false } => $"the cloud's url {Cloud.Url} is not a whole address.",
        { IntervalSeconds: not (>= MinInterval and <= MaxInterval) } => $"intervalSeconds must be between {MinInterval} and {MaxInterval}.",
        { DeletionLimit: < 0 } => "deletionLimit must not be negative.",
        _ when Connectors.Any(connector => connector is null) => "one of the connectors is null.",
        _ when Connectors.GroupBy(connector => connector.Domain, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice =>
            $"there are two connectors of {twice.Key}.",
        _ => Connectors.Select(connector => connector.FindFault()).FirstOrDefault(fault => fault is not null),
    };
}

/// <summary>Who changed a setting, and when.</summary>
sealed record ChangeSettings(DateTimeOffset At, string By);

/// <summary>Where to deliver, and as whom.</summary>
sealed record CloudSettings
{
    /// <summary>The cloud's address.</summary>
    public required Uri Url { get; init; }

    /// <summary>Whether the authority in the home is trusted instead of the system's.</summary>
    public bool OwnAuthority { get; init; }

    /// <summary>The agent's identifier, given at enrolment.</summary>
    public required string AgentId { get; init; }

    /// <summary>The agent's name, given at enrolment.</summary>
    public required string AgentName { get; init; }
}

/// <summary>How the connector account proves itself.</summary>
enum CredentialKind
{
    /// <summary>By a password, encrypted in the home.</summary>
    Password,

    /// <summary>By a keytab file.</summary>
    Keytab,
}

/// <summary>Which domain to read, where, and as whom.</summary>
sealed record ConnectorSettings
{
    /// <summary>The DNS name of the domain.</summary>
    public required string Domain { get; init; }

    /// <summary>The NetBIOS name of the domain, as it said at set-up.</summary>
    public string? NetBiosName { get; set; }

    /// <summary>The domain controllers as <c>HOST-OR-IP[:name]</c>; none to find them by DNS.</summary>
    public IReadOnlyList<string> DomainControllers { get; set; } = [];

    /// <summary>The DNS server that knows the domain, as <c>ADDRESS[:PORT]</c>.</summary>
    public string? DnsServer { get; init; }

    /// <summary>The site whose domain controllers are preferred; null to ask one which site this host is in.</summary>
    public string? Site { get; init; }

    /// <summary>The TCP port of the replication service, where it is fixed.</summary>
    public int? RpcPort { get; init; }

    /// <summary>The connector account.</summary>
    public required string Account { get; init; }

    /// <summary>How it proves itself.</summary>
    public CredentialKind Credential { get; init; }

    /// <summary>Whether passwords are synchronized; objects are all the same.</summary>
    public bool PasswordSync { get; set; } = true;

    /// <summary>Who set that; null since the set-up.</summary>
    public ChangeSettings? PasswordSyncChange { get; set; }

    /// <summary>Who is meant; null for everybody.</summary>
    public ScopeRules? Scope { get; set; }

    /// <summary>What people are called by at sign-in; null for the user principal name.</summary>
    public string? UserNameAttribute { get; set; }

    /// <summary>What no agent can work with; null when there is nothing.</summary>
    public string? FindFault() => UserNameAttribute is { } attribute && PersonAttributes.Find(attribute) is null
        ? $"userNameAttribute of {Domain} is {attribute}, and nobody can be called by that."
        : Scope?.FindFault();

    /// <summary>Who changed the account or its credential; null since the set-up.</summary>
    public ChangeSettings? CredentialChange { get; set; }

    /// <summary>The keytab.</summary>
    public string? Keytab { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    WriteIndented = true)]
[JsonSerializable(typeof(AgentSettings))]
sealed partial class AgentSettingsJson : JsonSerializerContext;
