using Skybridge.Drsr.Security;
using Skybridge.Sync.Cloud;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Engine;

namespace Skybridge.Troubleshooting.Probes;

/// <summary>What the agent's settings say: where the probes look.</summary>
public sealed record AgentFacts
{
    /// <summary>The agent.</summary>
    public required AgentSight Agent { get; init; }

    /// <summary>Opens a connector of its own to the cloud.</summary>
    public required Func<HttpCloudConnector> OpenCloud { get; init; }

    /// <summary>The file with the agent's events and health.</summary>
    public required string StorePath { get; init; }

    /// <summary>The file with the agent's settings.</summary>
    public required string SettingsPath { get; init; }

    /// <summary>The domains.</summary>
    public required IReadOnlyList<ConnectorFacts> Connectors { get; init; }
}

/// <summary>What the settings say about one domain.</summary>
public sealed record ConnectorFacts
{
    /// <summary>Which domain, and where.</summary>
    public required DirectoryOptions Directory { get; init; }

    /// <summary>The connector account.</summary>
    public required string Account { get; init; }

    /// <summary>Gives its credential; the receiver disposes it.</summary>
    public required Func<KerberosCredential> OpenCredential { get; init; }

    /// <summary>The file with the connector space.</summary>
    public required string SpacePath { get; init; }

    /// <summary>Who is meant.</summary>
    public ScopeRules Scope { get; init; } = ScopeRules.Everybody;

    /// <summary>What people are called by at sign-in.</summary>
    public string UserNameAttribute { get; init; } = UserNames.Usual;

    /// <summary>Whether its passwords are synchronized.</summary>
    public bool PasswordSync { get; init; } = true;

    /// <summary>Who set that.</summary>
    public SettingChange? PasswordSyncChange { get; init; }
}

/// <summary>How long the probes wait.</summary>
public sealed record ProbeLimits
{
    /// <summary>For a port, and for an answer behind it.</summary>
    public TimeSpan Port { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>For Kerberos.</summary>
    public TimeSpan Login { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For a replication call.</summary>
    public TimeSpan Call { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For the cloud.</summary>
    public TimeSpan Cloud { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>For everything about one domain controller.</summary>
    public TimeSpan Controller { get; init; } = TimeSpan.FromSeconds(30);
}
