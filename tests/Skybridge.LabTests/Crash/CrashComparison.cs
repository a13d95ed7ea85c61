using Skybridge.Lab;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Crash;

/// <summary>Compares everybody in the cloud with everybody in the directory.</summary>
static class CrashComparison
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1); // Every comparison costs a hash per person.

    /// <summary>What is not as Active Directory has it, once that does not change any more. By the cloud's database: at sign-in, thousands of wrong passwords would be slowed.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(ProductLab stack, ICrashCloud cloud, CrashLoad load, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> findings = [];
        await Wait.TryUntilAsync(
            async token =>
            {
                await Task.Delay(Pause, TimeProvider.System, token);
                return (findings = await FindAsync(stack, cloud, load)).Count == 0;
            },
            Limit,
            cancellationToken);
        return findings;
    }

    static async Task<List<string>> FindAsync(ProductLab stack, ICrashCloud cloud, CrashLoad load)
    {
        var rows = await cloud.ReadEverybodyAsync();
        List<string> findings = [.. rows.GroupBy(row => row.Anchor).Where(group => group.Count() > 1).Select(group => $"{group.First().User} is there {group.Count()} times")];
        var there = rows.DistinctBy(row => row.Anchor).ToDictionary(row => row.Anchor);
        findings.AddRange(load.People.Select(person => Compare(person, there.GetValueOrDefault(person.Person.Anchor))).OfType<string>());
        var known = load.People.Select(person => person.Person.Anchor).ToHashSet();
        var service = stack.ServiceAccountNames.Select(name => name.Split('@')[0]).ToHashSet();
        findings.AddRange(rows.Where(row => !known.Contains(row.Anchor) && !service.Contains(row.User)).Select(row => $"{row.User} is nobody of the directory"));
        var (members, expected) = (await cloud.ReadMembersAsync(CrashLoad.Group), load.Members.Where(member => !member.IsAway).Select(member => member.Person.User).ToHashSet());
        if (!members.ToHashSet().SetEquals(expected))
            findings.Add($"the group has {string.Join(' ', members.Except(expected))} too many and lacks {string.Join(' ', expected.Except(members))}");
        return findings;
    }

    static string? Compare(CrashPerson person, CloudRow? row)
    {
        if (person.IsDeleted || person.IsAway)
            return row is { IsDeleted: false } ? $"{person.Person} should be out, and is in" : null;
        if (row is not { IsDeleted: false })
            return person.IsDisabled ? null : $"{person.Person} is lost";
        if (row.IsEnabled == person.IsDisabled)
            return $"{person.Person} is {(row.IsEnabled ? "enabled" : "disabled")} in the cloud only";
        if (person.IsDisabled)
            return null;
        return CloudStore.Matches(row.Verifier, person.Person.Current!)
            ? null
            : $"{person.Person} has {(person.Person.Former.Any(former => CloudStore.Matches(row.Verifier, former)) ? "an older password" : "another password")} in the cloud";
    }
}
