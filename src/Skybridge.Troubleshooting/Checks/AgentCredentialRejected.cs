using Skybridge.Sync.Cloud;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>The cloud does not let this agent in.</summary>
public sealed class AgentCredentialRejected : AgentCheck
{
    /// <inheritdoc/>
    public override string Slug => "agent-credential-rejected";

    /// <inheritdoc/>
    public override string Title => "The cloud refuses this agent";

    /// <inheritdoc/>
    public override string Expected => "The cloud knows the agent's key, and the agent was not revoked.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> DependsOn => ["cloud-unreachable"];

    /// <inheritdoc/>
    protected override Judgement Judge(Sights sights) => sights.Cloud.Failure switch
    {
        null => Judgement.Cleared($"the cloud knows {sights.Agent.Name}"),
        { Step: CloudStep.Authenticate } failure => Judgement.Found(
            failure.Message,
            "On the cloud's host, `skybridge-cloud agent list` says whether the agent was revoked, when, and by whom.",
            "If it should work: `skybridge-cloud enroll NAME` there; here stop the service, move the agent's home away, and run `skybridge init` with the new code.",
            "If it was never revoked: compare this host's clock with the cloud's."),
        var failure => Judgement.Inconclusive($"The cloud could not be asked: {failure.Message}"),
    };
}
