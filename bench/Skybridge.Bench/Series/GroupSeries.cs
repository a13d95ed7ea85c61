using System.Text.Json;
using Skybridge.Bench.Measure;
using Skybridge.Bench.Report;
using Skybridge.Bench.Stack;
using Skybridge.Lab;
using Skybridge.Lab.ActiveDirectory;
using Skybridge.Lab.Product;

namespace Skybridge.Bench.Series;

/// <summary>A group with everybody in it: brought at once, then with one member less, then compared whole.</summary>
sealed class GroupSeries(BenchStack stack)
{
    const string Name = "a group with everybody";
    const int MembersAtOnce = 1000;

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        await using var cloud = await stack.StartCloudAsync(cancellationToken);
        await using var agent = await stack.SetUpAgentAsync(cloud, cancellationToken);
        await BenchStack.SynchronizeAsync(agent, full: false, cancellationToken);

        var directory = stack.Domain.Directory;
        var group = await directory.AddAsync(new NewObject { Class = "group", Name = $"Everybody {Guid.NewGuid():N}", User = $"everybody{Guid.NewGuid():N}"[..20] }, cancellationToken);
        var who = group.ObjectGuid.ToString();
        Progress.Say($"{stack.People.Count} members are written to the directory");
        foreach (var part in stack.People.Select(person => person.Dn).Chunk(MembersAtOnce))
            await directory.AddToGroupAsync(who, part, cancellationToken);

        var first = await SynchronizeAsync(agent, full: false, stack.People.Count, cancellationToken);
        await RequireAsync(cloud, group, stack.People.Count, cancellationToken);
        await directory.RemoveFromGroupAsync(who, stack.People[0].Dn, cancellationToken);
        var one = await SynchronizeAsync(agent, full: false, 1, cancellationToken);
        await RequireAsync(cloud, group, stack.People.Count - 1, cancellationToken);
        var whole = await SynchronizeAsync(agent, full: true, stack.People.Count - 1, cancellationToken);
        await RequireAsync(cloud, group, stack.People.Count - 1, cancellationToken);
        await directory.DeleteAsync(who, cancellationToken);
        return
        [
            new(Name, "brought to the cloud, agent's process from start to end", "s", [first.Seconds]),
            new(Name, "the same, agent's peak memory", "MB", [first.Use.PeakMegabytes]) { Targets = [Target.Below(200)] },
            new(Name, "one member less, agent's process from start to end", "s", [one.Seconds]),
            new(Name, "everything again (sync --full), with everybody's passwords compared", "s", [whole.Seconds]),
            new(Name, "the same, agent's peak memory", "MB", [whole.Use.PeakMegabytes]) { Targets = [Target.Below(200)] },
        ];
    }

    static async Task<MeteredRun> SynchronizeAsync(AgentInstance agent, bool full, int atLeast, CancellationToken cancellationToken)
    {
        var run = await BenchStack.SynchronizeAsync(agent, full, cancellationToken);
        using var report = JsonDocument.Parse(run.Output[run.Output.IndexOf('{', StringComparison.Ordinal)..]);
        var delivered = report.RootElement.GetProperty("membershipsDelivered").GetInt32();
        return delivered >= atLeast ? run : throw new LabException($"Only {delivered} of {atLeast} memberships were delivered.", "Try `skybridge sync` by hand.");
    }

    static async Task RequireAsync(CloudServer cloud, DirectoryIdentity group, int members, CancellationToken cancellationToken)
    {
        using var shown = JsonDocument.Parse(await cloud.CommandAsync(["group", "show", Convert.ToBase64String(group.ObjectGuid.ToByteArray()), "--json"], cancellationToken));
        var there = shown.RootElement.GetProperty("group").GetProperty("members").GetInt32();
        if (there != members)
            throw new LabException($"The cloud's group has {there} members, and the directory's {members}.", "Try `skybridge-cloud group show` by hand.");
    }
}
