using Skybridge.Lab;
using Skybridge.Lab.ActiveDirectory;
using Skybridge.Lab.Domains;
using Skybridge.Lab.People;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Troubleshooting;

/// <summary>Two domain controllers and everybody awkward: nothing is found; what befalls one of the two is a warning that names it, and passwords go on arriving by the other.</summary>
/// <remarks>One stack, one fault at a time; whoever breaks something mends it.</remarks>
public sealed class TwoControllersTests(LabRun lab) : BreakingTests(lab)
{
    // A domain controller that says nothing any more is given ten seconds before another is asked; the rest is the machine's.
    static readonly TimeSpan LimitPastAHangingOne = TimeSpan.FromSeconds(45);

    // A change may take a minute from one to the other before that is called a lag.
    static readonly TimeSpan LimitPastALaggingOne = TimeSpan.FromMinutes(3);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_wrong_with_either_of_them_nor_with_anybody()
    {
        var stack = await PairAsync();
        var examination = await Examination.UntilAsync(stack, person: null);

        foreach (var controller in (SambaDomainController[])[stack.Domain, .. stack.Others])
        {
            foreach (var cause in (string[])["domain-controller-unreachable", "port-blocked", "replication-disabled"])
                Assert.Contains(examination.ClearedOf(cause), seen => seen.Contains(controller.Options.FullHostName, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Rights_on_all_three_naming_contexts_are_not_too_many()
    {
        string[] contexts = ["configuration", "schema"];
        var stack = await PairAsync();
        foreach (var context in contexts)
            await stack.Domain.Directory.GrantReplicationAsync(ServiceAccounts.Connector, ReplicationRights.Both, context, Token);
        try
        {
            await Examination.UntilAsync(stack, person: null);
        }
        finally
        {
            foreach (var context in contexts)
                await stack.Domain.Directory.RevokeReplicationAsync(ServiceAccounts.Connector, ReplicationRights.Both, context, Token);
        }
    }

    [Fact]
    public async Task Of_everybody_who_may_sign_in_nothing_is_wrong_with_anybody()
    {
        var stack = await PairAsync();
        var people = stack.Domain.People.Where(person => person.Expect is Expectation.SignsIn).ToList();
        Assert.NotEmpty(people);
        foreach (var person in people)
            await stack.SignsInAsync(person.Upn, person.Password);

        await Parallel.ForEachAsync(people, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = Token }, async (person, _) =>
        {
            var examination = await Examination.RunAsync(stack, person.Dn);
            Assert.True(examination.Found.Count == 0 && examination.Inconclusive.Count == 0, $"{person.User}: {examination}");
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_is_dead(bool second)
    {
        var stack = await PairAsync();
        var (dead, alive) = second ? (stack.Others[0], stack.Domain) : (stack.Domain, stack.Others[0]);
        var person = await stack.AddSignedInAsync(NewName());
        await KnowsAsync(alive, person);
        try
        {
            await dead.KillAsync(Token);
            await FindAsync(stack, "domain-controller-unreachable", dead, alive, "refuses connections");
            await ArrivesAsync(stack, alive, person, ProductLab.Limit);
        }
        finally
        {
            await dead.StartAsync(Token);
        }

        await Examination.UntilAsync(stack, person: null);
    }

    [Fact]
    public async Task The_one_that_is_asked_hangs()
    {
        var stack = await PairAsync();
        var (hanging, alive) = (stack.Domain, stack.Others[0]);
        var person = await stack.AddSignedInAsync(NewName());
        await KnowsAsync(alive, person);
        hanging.Suspend();
        try
        {
            await FindAsync(stack, "domain-controller-unreachable", hanging, alive, "says nothing");
            await ArrivesAsync(stack, alive, person, LimitPastAHangingOne);
        }
        finally
        {
            hanging.Resume();
        }

        await Examination.UntilAsync(stack, person: null);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Replication_is_switched_off_on_one(bool second)
    {
        const string outbound = "5"; // NTDSDSA_OPT_IS_GC, which it is, and NTDSDSA_OPT_DISABLE_OUTBOUND_REPL
        var stack = await PairAsync();
        var (off, alive) = second ? (stack.Others[0], stack.Domain) : (stack.Domain, stack.Others[0]);
        var person = await stack.AddSignedInAsync(NewName());
        await KnowsAsync(alive, person);
        var settings = RareFaultTests.NtdsSettings(off);
        await off.Directory.SetAttributeAsync(settings, "options", outbound, Token);
        try
        {
            await FindAsync(stack, "replication-disabled", off, alive, "8456");
            await ArrivesAsync(stack, alive, person, ProductLab.Limit);
        }
        finally
        {
            await off.Directory.SetAttributeAsync(settings, "options", "1", Token);
        }

        await Examination.UntilAsync(stack, person: null);
    }

    /// <summary>It lets itself be read, and has not what the other one has: only a comparison shows it.</summary>
    [Fact]
    public async Task The_one_that_is_read_does_not_get_what_the_other_one_has()
    {
        const string inbound = "3"; // NTDSDSA_OPT_IS_GC, which it is, and NTDSDSA_OPT_DISABLE_INBOUND_REPL
        var stack = await PairAsync();
        var (behind, ahead) = (stack.Domain, stack.Others[0]);
        await stack.Agent.StopAsync(Token);
        await stack.Agent.StartAsync(Token); // Whatever befell the preferred one in other tests is forgotten with it.
        var person = await stack.AddSignedInAsync(NewName());
        await KnowsAsync(ahead, person);
        await KnowsAsync(behind, person);
        var settings = RareFaultTests.NtdsSettings(behind);
        await behind.Directory.SetAttributeAsync(settings, "options", inbound, Token);
        try
        {
            await ArrivesAsync(stack, ahead, person, LimitPastALaggingOne);
            await FindAsync(stack, "domain-controller-lagging", behind, "dsa-option=-DISABLE_INBOUND_REPL");
            Assert.Contains("does not get what", await stack.Agent.CommandAsync(["events", "--number", "721"], Token), StringComparison.Ordinal);
        }
        finally
        {
            await behind.Directory.SetAttributeAsync(settings, "options", "1", Token);
        }

        await ArrivesAsync(stack, ahead, person, ProductLab.Limit); // Whoever hears of a change gets all that was missed.
        await Wait.UntilAsync(async _ => (await Examination.RunAsync(stack)).Found.Count == 0, LimitPastALaggingOne, $"{behind.Options.FullHostName} to catch up", Token);
        Assert.Contains("has caught up", await stack.Agent.CommandAsync(["events", "--number", "722"], Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_are_dead()
    {
        var stack = await PairAsync();
        var person = await stack.AddSignedInAsync(NewName());
        await KnowsAsync(stack.Others[0], person);
        try
        {
            await stack.Domain.KillAsync(Token);
            await stack.Others[0].KillAsync(Token);
            var examination = await Examination.UntilAsync(stack, person: null, "domain-controller-unreachable");

            Assert.Equal(["error", "error"], examination.SeveritiesOf("domain-controller-unreachable"));
            Assert.Contains(stack.Domain.Options.FullHostName, examination.SeenOf("domain-controller-unreachable"), StringComparison.Ordinal);
            Assert.Contains(stack.Others[0].Options.FullHostName, examination.SeenOf("domain-controller-unreachable"), StringComparison.Ordinal);
        }
        finally
        {
            await stack.Domain.StartAsync(Token);
            await stack.Others[0].StartAsync(Token);
        }

        await ArrivesAsync(stack, stack.Others[0], person, ProductLab.Limit);
        await Examination.UntilAsync(stack, person: null);
    }

    // Exactly this, as a warning about exactly this domain controller.
    static async Task FindAsync(ProductLab stack, string cause, SambaDomainController broken, SambaDomainController alive, string seen)
    {
        var examination = await Examination.UntilAsync(stack, person: null, cause);
        Assert.Equal(["warning"], examination.SeveritiesOf(cause));
        var found = Assert.Single(examination.FoundOf(cause));
        Assert.Contains(broken.Options.FullHostName, found, StringComparison.Ordinal);
        Assert.DoesNotContain(alive.Options.FullHostName, found, StringComparison.Ordinal);
        Assert.Contains(seen, found, StringComparison.Ordinal);
    }

    static async Task FindAsync(ProductLab stack, string cause, SambaDomainController broken, string remedy)
    {
        var examination = await Examination.UntilAsync(stack, person: null, cause);
        Assert.Equal(["warning"], examination.SeveritiesOf(cause));
        Assert.Contains($"{broken.Options.FullHostName} lacks changes", Assert.Single(examination.FoundOf(cause)), StringComparison.Ordinal);
        Assert.Contains(remedy, examination.RemedyOf(cause), StringComparison.Ordinal);
    }

    // A password that was changed at this domain controller signs its owner in.
    static async Task ArrivesAsync(ProductLab stack, SambaDomainController where, ProductPerson person, TimeSpan limit)
    {
        var fresh = ProductLab.NewPassword();
        await where.Directory.SetPasswordAsync(person.User, fresh, Token);
        person.Current = fresh;
        await stack.SignsInAsync(person.Upn, fresh, limit);
    }

    static Task KnowsAsync(SambaDomainController controller, ProductPerson person) => Wait.UntilAsync(
        async token => await controller.Directory.ReadAsync(person.User, cancellationToken: token) is not null, ProductLab.Limit, $"{person.User} at {controller.Options.FullHostName}", Token);

    static string NewName() => $"t{Guid.NewGuid():N}"[..14];
}
