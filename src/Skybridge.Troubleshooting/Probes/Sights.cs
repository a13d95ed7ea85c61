using Skybridge.Contract;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Cloud;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Lag;
using Skybridge.Sync.Space;

namespace Skybridge.Troubleshooting.Probes;

/// <summary>Everything that was seen. What is null could not be looked at; an obstacle beside it says why.</summary>
public sealed record Sights
{
    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>This agent.</summary>
    public required AgentSight Agent { get; init; }

    /// <summary>Its cloud.</summary>
    public required CloudSight Cloud { get; init; }

    /// <summary>Its domains.</summary>
    public required IReadOnlyList<DomainSight> Domains { get; init; }

    /// <summary>The person who was asked about; null when nobody was.</summary>
    public PersonSight? Person { get; init; }

    /// <summary>Where this agent stands by while another one delivers, in words; empty when it delivers everything.</summary>
    public IReadOnlyList<string> StandsBy => Agent is { ServiceRuns: true, Mode: SyncMode.Active } ? [.. Domains.Select(domain => domain.StandsBy).OfType<string>()] : [];

    /// <summary>That another agent delivers the person's domain, in words; null when this one does.</summary>
    public string? StandsByFor(PersonSight person) =>
        Agent is { ServiceRuns: true, Mode: SyncMode.Active } ? Domains.FirstOrDefault(domain => domain.Domain == person.Domain)?.StandsBy : null;
}

/// <summary>Somebody changed a setting.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who, as <c>name@host</c>.</param>
public sealed record SettingChange(DateTimeOffset At, string By);

/// <summary>This agent, by its settings.</summary>
public sealed record AgentSight
{
    /// <summary>Its name in the cloud.</summary>
    public required string Name { get; init; }

    /// <summary>The cloud's address.</summary>
    public required Uri Cloud { get; init; }

    /// <summary>Whether it delivers.</summary>
    public required SyncMode Mode { get; init; }

    /// <summary>Who set that; null when nobody ever did.</summary>
    public SettingChange? ModeChange { get; init; }

    /// <summary>Whether the service runs.</summary>
    public required bool ServiceRuns { get; init; }

    /// <summary>Why this host cannot do Kerberos; null when it can.</summary>
    public string? KerberosObstacle { get; init; }

    /// <summary>Where it keeps its state; null when nobody looked.</summary>
    public StoreSight? Store { get; init; }
}

/// <summary>The file system of the agent's home.</summary>
/// <param name="Folder">The home.</param>
/// <param name="FreeBytes">What the service may still write; null when nobody says.</param>
/// <param name="TotalBytes">How large it is; null when nobody says.</param>
/// <param name="IsReadOnly">Whether it takes no writes at all.</param>
public sealed record StoreSight(string Folder, long? FreeBytes, long? TotalBytes, bool IsReadOnly);

/// <summary>What the cloud answered to this agent.</summary>
public sealed record CloudSight
{
    /// <summary>How long the answer took.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>What the way to the cloud ended in; null when it answered.</summary>
    public CloudException? Failure { get; init; }

    /// <summary>What it said about each domain that it was asked about.</summary>
    public IReadOnlyDictionary<string, TenantDiagnosis> Domains { get; init; } = new Dictionary<string, TenantDiagnosis>();

    /// <summary>What it said about the tenant, whichever domain it was asked about; null when it said nothing.</summary>
    public TenantDiagnosis? Any => Domains.Values.FirstOrDefault();
}

/// <summary>One domain: what is set, what the service last said, and what its domain controllers answered.</summary>
public sealed record DomainSight
{
    /// <summary>The DNS name.</summary>
    public required string Domain { get; init; }

    /// <summary>The connector account.</summary>
    public required string Account { get; init; }

    /// <summary>Its security identifier; null when nobody could be asked.</summary>
    public string? AccountSid { get; init; }

    /// <summary>Whether passwords of this domain are synchronized.</summary>
    public bool PasswordSync { get; init; } = true;

    /// <summary>Who set that; null when nobody ever did.</summary>
    public SettingChange? PasswordSyncChange { get; init; }

    /// <summary>Why the domain controllers could not be found; null when they were, or are named in the settings.</summary>
    public string? NotFound { get; init; }

    /// <summary>The domain controllers.</summary>
    public IReadOnlyList<ControllerSight> Controllers { get; init; } = [];

    /// <summary>The first one by which everything works; null when there is none.</summary>
    public ControllerSight? Working => Controllers.FirstOrDefault(controller => controller.Works);

    /// <summary>The domain's names, from whichever domain controller said them.</summary>
    public DirectoryIdentity? Identity => Controllers.Select(controller => controller.Identity).FirstOrDefault(identity => identity is not null);

    /// <summary>What else the account may do than it needs, as the first domain controller says it that could be asked; null when none could.</summary>
    public IReadOnlyList<string>? ExcessRights => Controllers.Select(controller => controller.ExcessRights).FirstOrDefault(rights => rights is not null);

    /// <summary>What the agent has stored; null when that could not be read.</summary>
    public StoredSight? Stored { get; init; }

    /// <summary>That another agent leads, as this one's service heard last, in words; null when this one leads, or never asked.</summary>
    public string? StandsBy => Stored?.Health?.Lease is { Leads: false } lease
        ? $"{(lease.Leader is { } leader ? $"{leader} on {lease.LeaderHost} leads" : "no agent leads")} {Domain}; this agent stands by and delivers nothing"
        : null;

    /// <summary>Why not.</summary>
    public string? StoreObstacle { get; init; }

    /// <summary>What is broken in the stored files; null when nothing was noticed.</summary>
    public string? StoreDamage { get; init; }
}

/// <summary>What the agent has stored about a domain.</summary>
public sealed record StoredSight
{
    /// <summary>How the service said it was doing; null when it never ran.</summary>
    public DomainHealth? Health { get; init; }

    /// <summary>The retry list, counted.</summary>
    public IReadOnlyList<RetrySummary> Retries { get; init; } = [];

    /// <summary>People, counted.</summary>
    public required PeopleCount People { get; init; }

    /// <summary>What the last proof by sample came to; null when there was none.</summary>
    public PasswordSample? Sample { get; init; }

    /// <summary>That a domain controller was put back to an older state; null when none was, or it is dealt with.</summary>
    public RestoreNotice? Restored { get; init; }

    /// <summary>Domain controllers that do not get what others have.</summary>
    public IReadOnlyList<LagNotice> Lags { get; init; } = [];
}
