using Skybridge.Drsr;
using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Security;
using Skybridge.Sync.Directory;

namespace Skybridge.Troubleshooting.Probes;

/// <summary>What became of a connection to a port.</summary>
public enum PortState
{
    /// <summary>It answers.</summary>
    Answers,

    /// <summary>It takes connections and says nothing.</summary>
    Mute,

    /// <summary>Nobody listens, or a firewall says so.</summary>
    Refused,

    /// <summary>Nothing came back at all: the host is off, or a firewall drops packets.</summary>
    Dropped,
}

/// <summary>One port of a domain controller.</summary>
/// <param name="Number">The TCP port.</param>
/// <param name="Purpose">What is behind it.</param>
/// <param name="State">What became of the connection.</param>
/// <param name="Detail">What came back, in words; null when it answers.</param>
public sealed record PortSight(int Number, string Purpose, PortState State, string? Detail)
{
    /// <summary>The purpose of the replication service's port.</summary>
    public const string ReplicationService = "replication";

    /// <summary>Whether it answers.</summary>
    public bool Answers => State == PortState.Answers;
}

/// <summary>One domain controller, tried the way synchronization uses it: name, ports, Kerberos, bind, replication without secrets, one secret.</summary>
public sealed record ControllerSight
{
    /// <summary>As it is named in the settings or by DNS.</summary>
    public required DomainControllerAddress Address { get; init; }

    /// <summary>Its name for people: <c>dc1.corp.example (10.0.0.10)</c>.</summary>
    public string Name => Address.Name is { } name && name != Address.Host ? $"{name} ({Address.Host})" : Address.Host;

    /// <summary>Why its name has no address; null when it has one.</summary>
    public string? NotResolved { get; init; }

    /// <summary>88, 135, and the replication service's port where it is known.</summary>
    public IReadOnlyList<PortSight> Ports { get; init; } = [];

    /// <summary>The port of the replication service; null while it is not known.</summary>
    public PortSight? Replication => Ports.FirstOrDefault(port => port.Purpose == PortSight.ReplicationService);

    /// <summary>What the key distribution center said to a request without a password; null when it said nothing.</summary>
    public KdcProbeResult? Kdc { get; init; }

    /// <summary>Whether the account was let in by this domain controller: null when it was not tried.</summary>
    public bool? LoggedIn { get; init; }

    /// <summary>Why not.</summary>
    public KerberosException? LoginFailure { get; init; }

    /// <summary>The domain's names as it says them; null when nobody got that far.</summary>
    public DirectoryIdentity? Identity { get; init; }

    /// <summary>Why no replication handle was given; null when one was, or it was not tried.</summary>
    public DrsrException? BindFailure { get; init; }

    /// <summary>How the connector account's own object was read without secrets; null when it was not tried.</summary>
    public ReadSight? Plain { get; init; }

    /// <summary>How its secret was read; null when it was not tried.</summary>
    public ReadSight? Secret { get; init; }

    /// <summary>What else the account may do than it needs; null when that could not be looked at.</summary>
    public IReadOnlyList<string>? ExcessRights { get; init; }

    /// <summary>Whether everything that synchronization needs was done by this domain controller, for this test.</summary>
    public bool Works => Plain is { Succeeded: true } && Secret is { Succeeded: true };

    /// <summary>The refusal with one of these Win32 errors, at whichever step; null when there was none.</summary>
    public DrsException? Refusal(params int[] errors) =>
        new[] { BindFailure, Plain?.Failure, Secret?.Failure }.OfType<DrsException>().FirstOrDefault(error => errors.Contains(error.Error));

    /// <summary>Whether anything came back at all.</summary>
    public bool AnswersAtAll => Ports.Any(port => port.Answers);
}

/// <summary>How a read went.</summary>
/// <param name="Failure">Why it failed; null when it did not.</param>
public sealed record ReadSight(DrsrException? Failure)
{
    /// <summary>Whether it did not fail.</summary>
    public bool Succeeded => Failure is null;
}
