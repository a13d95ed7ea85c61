using Skybridge.Agent.Home;
using Skybridge.Sync.Cloud;

namespace Skybridge.Agent.Hosting;

/// <summary>What proves the agent to the cloud and the connector accounts to their domains.</summary>
/// <param name="Credentials">The stored credentials.</param>
/// <param name="Cloud">The connection to the cloud; whoever works with it disposes it.</param>
sealed record AgentAccess(CredentialStore Credentials, HttpCloudConnector Cloud)
{
    /// <summary>Opens both, and writes nothing.</summary>
    /// <exception cref="CommandLine.OperatorException">Something in the home cannot be used.</exception>
    public static AgentAccess Open(AgentHome home, AgentSettings settings, TimeProvider time)
    {
        var credentials = CredentialStore.Open(home);
        return new AgentAccess(credentials, ConnectorFactory.CreateCloud(home, settings.Cloud, credentials, time));
    }
}
