using System.Globalization;
using Skybridge.Sync.Cloud;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>The delivery API cannot be reached.</summary>
public sealed class CloudUnreachable : AgentCheck
{
    /// <inheritdoc/>
    public override string Slug => "cloud-unreachable";

    /// <inheritdoc/>
    public override string Title => "The cloud cannot be reached";

    /// <inheritdoc/>
    public override string Expected => "The cloud's name has an address, its port takes connections, its certificate is trusted, and it answers.";

    /// <inheritdoc/>
    protected override Judgement Judge(Sights sights)
    {
        if (sights.Cloud.Failure is not { } failure)
            return Judgement.Cleared(string.Create(CultureInfo.InvariantCulture, $"{sights.Agent.Cloud.Authority} answers in {sights.Cloud.Elapsed.TotalMilliseconds:0} ms"));

        return failure.Step is CloudStep.Authenticate or CloudStep.Request
            ? Judgement.Cleared($"{sights.Agent.Cloud.Authority} answers, and says no")
            : Judgement.Found($"{StepOf(failure.Step)}: {failure.Message}", HintOf(failure), "Nothing else to do: what waits is delivered as soon as the cloud answers.");
    }

    static string HintOf(CloudException failure) => failure.Step == CloudStep.Secure
        ? "Look at the certificate on the cloud's host: has it ended, does it name this address? If it comes from another authority now, put that authority's certificate into cloud-ca.pem of the agent's home, and restart the service."
        : failure.Hint;

    static string StepOf(CloudStep step) => step switch
    {
        CloudStep.Resolve => "DNS",
        CloudStep.Connect => "TCP",
        CloudStep.Secure => "TLS",
        _ => "HTTP",
    };
}
