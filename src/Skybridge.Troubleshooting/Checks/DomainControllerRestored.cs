using Skybridge.Sync.Engine;
using Skybridge.Troubleshooting.Findings;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>A domain controller was put back to an older state: from a backup, or as a virtual machine.</summary>
public sealed class DomainControllerRestored : DomainCheck
{
    static readonly TimeSpan Shown = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public override string Slug => "domain-controller-restored";

    /// <inheritdoc/>
    public override string Title => "A domain controller was put back to an older state";

    /// <inheritdoc/>
    public override string Expected => "Every domain controller goes on from where it was.";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Warning;

    /// <inheritdoc/>
    public override IReadOnlyList<string> ObscuredBy => ["store-unusable"];

    /// <inheritdoc/>
    protected override Judgement Judge(DomainSight domain, Sights sights)
    {
        if (domain.Stored is not { } stored)
            return Judgement.Inconclusive($"The agent's own store of {domain.Domain} could not be read: {domain.StoreObstacle}");
        if (stored.Restored is not { } restored || sights.At - restored.At > Shown)
            return Judgement.Cleared($"no domain controller of {domain.Domain} was put back to an older state within a day");

        var how = restored.IsRollback ? "without saying so (USN rollback)" : "as a new database (new invocationId)";
        var since = restored.IsCompared
            ? "Everything was compared since: the cloud has what the directory has now."
            : "Everything is to be compared; until then somebody may have an older or a newer password in the cloud than in the directory.";
        return Judgement.Found($"At {Words.Moment(restored.At)} it was seen that it was put back, {how}: {restored.Text}. {since}", Remedy(restored));
    }

    static string[] Remedy(RestoreNotice restored) =>
    [
        restored.IsRollback
            ? "Where there are other domain controllers, they take nothing from this one any more that it numbers as before: demote it and promote it again (Samba: samba-tool domain demote, then join)."
            : "Nothing, if it was meant. If nobody knows of it, find out who restored the domain controller.",
        "Whoever changed a password between the backup and the restore has the older one again, in the directory and in the cloud: tell them, or reset it.",
        "When that is dealt with: skybridge sync --full. It compares everything again and ends this warning, which otherwise goes after a day.",
    ];
}
