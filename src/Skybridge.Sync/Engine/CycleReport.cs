using System.Text.Json.Serialization;
using Skybridge.Contract;
using Skybridge.Sync.Leases;

namespace Skybridge.Sync.Engine;

/// <summary>What a cycle did.</summary>
public sealed record CycleReport
{
    /// <summary>The domain.</summary>
    public required string Domain { get; init; }

    /// <summary>Whether everything was read, not only what changed.</summary>
    public bool IsFull { get; init; }

    /// <summary>Objects read from the domain controller.</summary>
    public int ObjectsRead { get; init; }

    /// <summary>People whose attributes were delivered.</summary>
    public int PeopleDelivered { get; init; }

    /// <summary>Passwords delivered.</summary>
    public int PasswordsDelivered { get; init; }

    /// <summary>People removed from the cloud.</summary>
    public int Removed { get; init; }

    /// <summary>People who are to be removed from the cloud and are not yet: held back because they are many, or refused.</summary>
    public int DeletionsWaiting { get; init; }

    /// <summary>Groups whose attributes were delivered.</summary>
    public int GroupsDelivered { get; init; }

    /// <summary>Groups removed from the cloud.</summary>
    public int GroupsRemoved { get; init; }

    /// <summary>Memberships that the cloud was told of, come or gone.</summary>
    public int MembershipsDelivered { get; init; }

    /// <summary>Changes that failed and are on the retry list.</summary>
    public int Failed { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Why the cycle as a whole failed; null when it did not.</summary>
    public string? Error { get; init; }

    /// <summary>What to do about it.</summary>
    public string? Hint { get; init; }

    /// <summary><see cref="StandsByFor"/> when no agent leads.</summary>
    public const string Nobody = "nobody";

    /// <summary>The agent that leads the domain, when this one stands by and so delivered nothing; null when it leads.</summary>
    public string? StandsByFor { get; init; }

    /// <summary>Whether the agent is in staging mode: it read and decided, and delivered nothing.</summary>
    public bool IsStaging { get; init; }

    /// <summary>The one person that was asked for.</summary>
    public PersonReport? Person { get; init; }

    /// <summary>Each domain by itself, where there are several; null for one.</summary>
    public IReadOnlyList<CycleReport>? Domains { get; init; }

    /// <summary>Whether all went well.</summary>
    [JsonIgnore]
    public bool Succeeded => Error is null && Failed == 0 && (DeletionsWaiting == 0 || IsStaging) && Person is null or { Status: DeliveryStatus.Success } && Domains?.All(domain => domain.Succeeded) != false;

    /// <summary>What several domains did, as one; a single one stays as it is.</summary>
    public static CycleReport Join(IReadOnlyList<CycleReport> domains)
    {
        ArgumentNullException.ThrowIfNull(domains);
        return domains is [var only] ? only : new CycleReport
        {
            Domain = string.Join(", ", domains.Select(domain => domain.Domain)),
            IsFull = domains.All(domain => domain.IsFull),
            IsStaging = domains.All(domain => domain.IsStaging),
            ObjectsRead = domains.Sum(domain => domain.ObjectsRead),
            PeopleDelivered = domains.Sum(domain => domain.PeopleDelivered),
            PasswordsDelivered = domains.Sum(domain => domain.PasswordsDelivered),
            Removed = domains.Sum(domain => domain.Removed),
            DeletionsWaiting = domains.Sum(domain => domain.DeletionsWaiting),
            GroupsDelivered = domains.Sum(domain => domain.GroupsDelivered),
            GroupsRemoved = domains.Sum(domain => domain.GroupsRemoved),
            MembershipsDelivered = domains.Sum(domain => domain.MembershipsDelivered),
            Failed = domains.Sum(domain => domain.Failed),
            Elapsed = domains.Max(domain => domain.Elapsed),
            Domains = domains,
        };
    }
}

/// <summary>What became of one person that an operator asked for.</summary>
/// <param name="Name">Whom was asked for.</param>
/// <param name="DistinguishedName">Who was found.</param>
/// <param name="Status">The status word.</param>
/// <param name="Reason">Why not, as a fixed word.</param>
/// <param name="Detail">Why not, as a sentence.</param>
/// <param name="UserName">The name to sign in with.</param>
public sealed record PersonReport(string Name, string? DistinguishedName, DeliveryStatus Status, string? Reason, string? Detail, string? UserName)
{
    const string NotFound = "user-not-found";

    /// <summary>Whether the domain has nobody of this name.</summary>
    [JsonIgnore]
    public bool IsUnknown => Reason == NotFound;

    /// <summary>The domain has nobody of this name.</summary>
    public static PersonReport Unknown(string name, string detail) => new(name, null, DeliveryStatus.SourceConnectorNotPresent, NotFound, detail, null);
}

/// <summary>How a domain is doing, as the service sees it.</summary>
public sealed record DomainHealth
{
    /// <summary>The DNS name of the domain.</summary>
    public required string Domain { get; init; }

    /// <summary>The service's process.</summary>
    public required int ProcessId { get; init; }

    /// <summary>Which domain controller is being read.</summary>
    public string? DomainController { get; init; }

    /// <summary>What is going on, in a few words.</summary>
    public required string Activity { get; init; }

    /// <summary>When the last complete cycle ended.</summary>
    public DateTimeOffset? LastCycle { get; init; }

    /// <summary>When the cloud was last heard.</summary>
    public DateTimeOffset? LastCloudContact { get; init; }

    /// <summary>When a password was last delivered.</summary>
    public DateTimeOffset? LastDelivery { get; init; }

    /// <summary>What does not work, since when, and what to do; null when all works.</summary>
    public HealthProblem? Problem { get; init; }

    /// <summary>Who leads the domain; null while staging, which leads nothing.</summary>
    public LeaseState? Lease { get; init; }

    /// <summary>The tenant as last heard.</summary>
    public TenantState? Tenant { get; init; }
}

/// <summary>What does not work.</summary>
/// <param name="Cause">The slug of the cause.</param>
/// <param name="Error">What was tried, and what came back.</param>
/// <param name="Hint">What to do.</param>
/// <param name="Since">Since when.</param>
public sealed record HealthProblem(string Cause, string Error, string Hint, DateTimeOffset Since);

/// <summary>The JSON of what the engine tells.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CycleReport))]
[JsonSerializable(typeof(DomainHealth))]
public sealed partial class SyncJson : JsonSerializerContext;
