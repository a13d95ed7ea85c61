using Skybridge.Drsr.Drs;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>The connector account lacks one of the two rights to replicate.</summary>
public sealed class ReplicationRightsMissing : DomainCheck
{
    const int NoAccess = 5;

    /// <inheritdoc/>
    public override string Slug => "replication-rights-missing";

    /// <inheritdoc/>
    public override string Title => "The connector account may not replicate password hashes";

    /// <inheritdoc/>
    public override string Expected => $"{ReplicationRights.Changes} and {ReplicationRights.ChangesAll}, both allowed on the domain's naming context.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> DependsOn =>
        ["domain-not-found", "domain-controller-unreachable", "port-blocked", "clock-skew", "kerberos-unavailable", "connector-account-rejected"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> ObscuredBy => ["replication-disabled"];

    /// <inheritdoc/>
    protected override Judgement Judge(DomainSight domain, Sights sights)
    {
        var refused = domain.Controllers.Where(controller => controller.Refusal(DrsException.AccessDenied, NoAccess) is not null).ToList();
        if (refused.Count == 0)
        {
            return domain.Controllers.Any(controller => controller.Works)
                ? Judgement.Cleared($"{domain.Account} may replicate with secrets")
                : Judgement.Inconclusive("No domain controller could be asked to replicate.");
        }

        // Without secrets the first right is enough; with them both are needed: so the two answers tell which one is missing.
        var plain = refused.TrueForAll(controller => controller.Plain is { Succeeded: true });
        var rights = ReplicationRights.Of(domain);
        var seen = plain
            ? $"{rights.Account} on {rights.NamingContext}: {ReplicationRights.Changes}: yes, {ReplicationRights.ChangesAll}: no. {Names(refused)} answered 8453 when asked for one secret, and answered when asked for none."
            : $"{rights.Account} on {rights.NamingContext}: {ReplicationRights.Changes}: no, {ReplicationRights.ChangesAll}: not known until the first is there. {Names(refused)} answered 8453 although no secret was asked for.";
        var judgement = Judgement.Found(
            seen, [.. rights.GrantCommands(changes: !plain), "Nothing else to do: synchronization goes on by itself, and this finding clears within a minute."]);
        return domain.Working is null ? judgement : judgement.AsWarning();
    }

    static string Names(List<ControllerSight> controllers) => string.Join(", ", controllers.Select(controller => controller.Name));
}
