using Skybridge.Troubleshooting.Findings;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>The agent cannot keep its state: no room, a file system that takes no writes, or a damaged file.</summary>
public sealed class StoreUnusable : AgentCheck
{
    // One round of a large domain writes some megabytes before anything is given back.
    const long Least = 4L << 20;
    const long Comfortable = 100L << 20;

    /// <inheritdoc/>
    public override string Slug => "store-unusable";

    /// <inheritdoc/>
    public override string Title => "The agent cannot keep its state";

    /// <inheritdoc/>
    public override string Expected => "The agent's home is writable, has 100 MiB free, and its databases are sound.";

    /// <inheritdoc/>
    protected override Judgement Judge(Sights sights)
    {
        if (sights.Agent.Store is not { } store)
            return Judgement.Inconclusive("The agent's home could not be looked at.");
        if (store.IsReadOnly)
            return Judgement.Found($"The file system of {store.Folder} takes no writes.", ReadOnly(store));
        if (store.FreeBytes < Least)
            return Judgement.Found($"{Free(store)}: too little for a round.", Room(store));
        if (sights.Domains.FirstOrDefault(domain => domain.StoreDamage is not null) is { } damaged)
            return Judgement.Found($"The connector space of {damaged.Domain} is damaged: {damaged.StoreDamage}", Damaged(store));
        if (sights.Domains.Select(domain => domain.Stored?.Health?.Problem).FirstOrDefault(problem => problem is { Cause: "store-unusable" }) is { } problem)
            return Judgement.Found($"Since {Words.Moment(problem.Since)}: {problem.Error}", problem.Hint);

        return store.FreeBytes switch
        {
            null => Judgement.Inconclusive($"How much room is left in {store.Folder} could not be found out."),
            < Comfortable => Judgement.Found($"{Free(store)}.", Room(store)) with { Severity = Severity.Warning },
            _ => Judgement.Cleared($"{Words.Size(store.FreeBytes.Value)} free for the agent's state"),
        };
    }

    static string Free(StoreSight store) => $"Of {Words.Size(store.TotalBytes ?? 0)} in the file system of {store.Folder}, {Words.Size(store.FreeBytes ?? 0)} are left";

    static string[] Room(StoreSight store) =>
    [
        $"Make room: df -h {store.Folder} shows the file system, du -xh --max-depth=1 what fills it; journalctl --vacuum-size=200M is quick to give some back.",
        "Nothing else to do: the service goes on by itself within minutes from what it last stored, and delivers again what it could not record.",
    ];

    static string[] ReadOnly(StoreSight store) =>
    [
        $"Find out why: findmnt -T {store.Folder}; dmesg. A file system that found errors makes itself read-only; check it with fsck before it is mounted for writing again.",
        "Then: systemctl restart skybridge",
    ];

    static string[] Damaged(StoreSight store) =>
    [
        $"Bring {store.Folder} back from a backup, with the service stopped.",
        "Without a backup: set the agent up anew in another home (skybridge init); it reads the directory once more, and nobody's password is lost.",
    ];
}
