using Skybridge.Lab.ActiveDirectory;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Crash;

/// <summary>Changes a directory at random until it is told to stop. The same seed makes the same changes in the same order.</summary>
sealed class CrashLoad(ProductLab stack, SeededNumbers numbers)
{
    const int Fewest = 15;
    const int Most = 60;
    const string Home = "Crash";
    const string Outside = "Crash outside";

    /// <summary>The group that people come into and leave.</summary>
    public const string Group = "crash-group";

    readonly List<CrashPerson> _people = [];

    /// <summary>Everybody there ever was.</summary>
    public IReadOnlyList<CrashPerson> People => _people;

    /// <summary>Who is in the group now.</summary>
    public HashSet<CrashPerson> Members { get; } = [];

    public int Changes { get; private set; }

    DirectoryDriver Directory => stack.Domain.Directory;

    List<CrashPerson> Living => [.. _people.Where(person => !person.IsDeleted)];

    /// <summary>Makes the containers, the group, the scope, and the first people.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await Directory.EnsureOuAsync([Home], cancellationToken);
        var outside = await Directory.EnsureOuAsync([Outside], cancellationToken);
        await Directory.AddAsync(new NewObject { Class = "group", Name = Group, User = Group }, cancellationToken);
        await stack.Agent.CommandAsync(["scope", "set", "--exclude", outside.Dn], cancellationToken);
        while (_people.Count < Fewest)
            await AddAsync();
    }

    /// <summary>Changes one thing after the other.</summary>
    public async Task RunAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        while (!stop.IsCancellationRequested)
        {
            await ChangeAsync(cancellationToken);
            Changes++;
            await Task.Delay(TimeSpan.FromMilliseconds(numbers.Below(200)), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Everybody whose password is temporary is told that it is not.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        foreach (var person in Living.Where(person => person.IsTemporary))
            await RequireChangeAsync(person, false, cancellationToken);
    }

    Task ChangeAsync(CancellationToken cancellationToken)
    {
        var living = Living;
        var one = numbers.Of(living);
        return numbers.Below(100) switch
        {
            < 12 when living.Count < Most => AddAsync(),
            < 18 when living.Count > Fewest => DeleteAsync(one, cancellationToken),
            < 26 => SetDisabledAsync(one, !one.IsDisabled, cancellationToken),
            < 34 => RequireChangeAsync(one, !one.IsTemporary, cancellationToken),
            < 42 => MoveAsync(one, !one.IsAway, cancellationToken),
            < 48 => Directory.RenameAsync(one.Person.Who, $"{one.Person.User} {Changes}", cancellationToken),
            < 56 => SetMemberAsync(one, !Members.Contains(one), cancellationToken),
            _ => ResetAsync(one),
        };
    }

    async Task AddAsync() => _people.Add(new CrashPerson(await stack.AddAsync($"crash{_people.Count:000}", plain => plain.In(Home))));

    // An administrator's reset without the flag is the password from then on.
    static async Task ResetAsync(CrashPerson one)
    {
        await one.Person.ResetAsync();
        one.IsTemporary = false;
    }

    async Task DeleteAsync(CrashPerson one, CancellationToken cancellationToken)
    {
        await Directory.DeleteAsync(one.Person.Who, cancellationToken);
        one.IsDeleted = true;
        Members.Remove(one);
    }

    async Task SetDisabledAsync(CrashPerson one, bool disabled, CancellationToken cancellationToken)
    {
        await (disabled ? Directory.DisableAsync(one.Person.Who, cancellationToken) : Directory.EnableAsync(one.Person.Who, cancellationToken));
        one.IsDisabled = disabled;
    }

    async Task RequireChangeAsync(CrashPerson one, bool required, CancellationToken cancellationToken)
    {
        await (required ? Directory.RequirePasswordChangeAsync(one.Person.Who, cancellationToken) : Directory.ClearPasswordChangeAsync(one.Person.Who, cancellationToken));
        one.IsTemporary = required;
    }

    async Task MoveAsync(CrashPerson one, bool away, CancellationToken cancellationToken)
    {
        await Directory.MoveAsync(one.Person.Who, [away ? Outside : Home], cancellationToken);
        one.IsAway = away;
    }

    async Task SetMemberAsync(CrashPerson one, bool member, CancellationToken cancellationToken)
    {
        await (member ? Directory.AddToGroupAsync(Group, one.Person.Who, cancellationToken) : Directory.RemoveFromGroupAsync(Group, one.Person.Who, cancellationToken));
        _ = member ? Members.Add(one) : Members.Remove(one);
    }
}
