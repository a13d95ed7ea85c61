using Skybridge.Agent.Home;
using Skybridge.Drsr.Drs;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Space;
using Skybridge.Troubleshooting;
using Skybridge.Troubleshooting.Checks;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Agent.Watching;

/// <summary>Makes a troubleshooter of a home. It opens everything by itself, beside a running service or without one.</summary>
static class TroubleshooterFactory
{
    public static Troubleshooter Create(AgentHome home, ProbeLimits limits, TimeProvider time) => new(FactsOf(home, time), limits, time);

    /// <summary>What an account needs, by what is known without asking anybody.</summary>
    public static ReplicationRights RightsOf(AgentHome home, ConnectorSettings connector, TimeProvider time)
    {
        var identity = connector.NetBiosName is { } netBios
            ? new DirectoryIdentity(connector.Domain, netBios, DsName.FromDistinguishedName(DirectoryIdentity.ContextOf(connector.Domain)))
            : null;
        return new(connector.Domain, connector.Account, identity, ConnectorSpace.FindSid(home.SpaceOf(connector.Domain), connector.Account, time));
    }

    static AgentFacts FactsOf(AgentHome home, TimeProvider time)
    {
        var settings = home.ReadSettings();
        var credentials = new Lazy<CredentialStore>(() => CredentialStore.Open(home));
        return new AgentFacts
        {
            Agent = new AgentSight
            {
                Name = settings.Cloud.AgentName,
                Cloud = settings.Cloud.Url,
                Mode = settings.Mode,
                ModeChange = ToSight(settings.ModeChange),
                ServiceRuns = HomeLock.IsTaken(home),
            },
            OpenCloud = () => ConnectorFactory.CreateCloud(home, settings.Cloud, credentials.Value, time),
            StorePath = home.Store,
            SettingsPath = home.Settings,
            Connectors = [.. settings.Connectors.Select(connector => FactsOf(home, connector, credentials))],
        };
    }

    static ConnectorFacts FactsOf(AgentHome home, ConnectorSettings connector, Lazy<CredentialStore> credentials) => new()
    {
        Directory = ConnectorFactory.OptionsOf(connector),
        Account = connector.Account,
        OpenCredential = () => credentials.Value.GetCredential(connector),
        SpacePath = home.SpaceOf(connector.Domain),
        Scope = connector.Scope ?? ScopeRules.Everybody,
        UserNameAttribute = connector.UserNameAttribute ?? UserNames.Usual,
        PasswordSync = connector.PasswordSync,
        PasswordSyncChange = ToSight(connector.PasswordSyncChange),
    };

    static SettingChange? ToSight(ChangeSettings? change) => change is null ? null : new SettingChange(change.At, change.By);
}
