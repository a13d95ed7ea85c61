using Skybridge.Sync.Directory;
using Skybridge.Troubleshooting.Findings;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>A domain controller does not get what another one of its site has, as the service saw it.</summary>
public sealed class DomainControllerLagging : DomainCheck
{
    /// <inheritdoc/>
    public override string Slug => "domain-controller-lagging";

    /// <inheritdoc/>
    public override string Title => "A domain controller does not get what another one has";

    /// <inheritdoc/>
    public override string Expected => "Within a site, every domain controller has every change within a minute.";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Warning;

    /// <inheritdoc/>
    public override IReadOnlyList<string> ObscuredBy => ["store-unusable"];

    /// <inheritdoc/>
    protected override Judgement Judge(DomainSight domain, Sights sights)
    {
        if (domain.Stored is not { } stored)
            return Judgement.Inconclusive($"The agent's own store of {domain.Domain} could not be read: {domain.StoreObstacle}");
        if (stored.Lags is not [var first, ..])
            return Judgement.Cleared($"no domain controller of {domain.Domain} was seen to lack what another one of its site has");

        var all = string.Join(" ", stored.Lags.Select(lag => $"{lag.Controller} lacks changes that {lag.Ahead} has had since {Words.Moment(lag.Since)} or longer."));
        return Judgement.Found(
            $"{all} The agent reads another one as long as one that has them can be read.",
            $"On Windows: repadmin /showrepl {first.Controller} says which replication fails and why; repadmin /replsummary shows all of them.",
            $"On Samba: samba-tool drs showrepl there, and samba-tool drs replicate {first.Controller} {first.Ahead} {DirectoryIdentity.ContextOf(domain.Domain)} to try it now.",
            $"Where somebody switched replication off on {first.Controller}: repadmin /options {first.Controller} -DISABLE_INBOUND_REPL, or samba-tool drs options {first.Controller} --dsa-option=-DISABLE_INBOUND_REPL.",
            "Nothing else to do: when it has caught up, the agent goes back to it by itself, and this warning goes.");
    }
}
