using System.Globalization;
using Skybridge.Drsr.Security;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>The agent's clock is too far from a domain controller's.</summary>
public sealed class ClockSkew : ControllerCheck
{
    static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public override string Slug => "clock-skew";

    /// <inheritdoc/>
    public override string Title => "This host's clock and a domain controller's differ too much";

    /// <inheritdoc/>
    public override string Expected => "The clocks differ by less than five minutes; Kerberos refuses more.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> DependsOn => ["domain-not-found", "domain-controller-unreachable"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> ObscuredBy => ["port-blocked"];

    /// <inheritdoc/>
    protected override Judgement Judge(ControllerSight controller, DomainSight domain)
    {
        var refused = controller.LoginFailure is { Failure: KerberosFailure.ClockSkew };
        if (controller.Kdc?.ClockOffset is not { } offset)
        {
            return refused
                ? Judgement.Found($"{controller.Name}: {controller.LoginFailure!.Message}", Remedy(controller))
                : Judgement.Inconclusive($"{controller.Name} did not say what time it is.");
        }

        if (!refused && offset.Duration() < Tolerance)
            return Judgement.Cleared(string.Create(CultureInfo.InvariantCulture, $"clock of {controller.Name} {offset.Duration().TotalSeconds:0.0} s {(offset < TimeSpan.Zero ? "behind" : "ahead")}"));

        return Judgement.Found($"The clock of {controller.Name} is {Words.Ago(offset.Duration())} {(offset < TimeSpan.Zero ? "behind" : "ahead of")} this host's.", Remedy(controller));
    }

    static string[] Remedy(ControllerSight controller) =>
    [
        "Find out which of the two is wrong: compare both with a clock that you trust.",
        $"This host: let it take its time from the domain controller or from what that follows (chrony: server {controller.Address.Host} iburst; Windows: w32tm /resync).",
        "The domain controller: w32tm /query /status on Windows; chronyc tracking on Samba's host. All of a domain follow its PDC emulator.",
    ];
}
