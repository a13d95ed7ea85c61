using System.Text.Json;
using Skybridge.Contract;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

public sealed class NameTests : IAsyncLifetime
{
    readonly RunningCloud _cloud = new();

    public ValueTask InitializeAsync() => _cloud.InitializeAsync();

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task A_name_of_a_domain_that_is_not_verified_moves_to_the_tenants_own_and_the_outcome_says_so()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);

        var outcome = await agent.DeliverOneAsync(new TestPerson { Upn = "Ana.Lima@north.example" }.Whole());

        Assert.Equal((DeliveryStatus.Success, "Ana.Lima@skybridge.internal"), (outcome.Status, outcome.UserName));
        Assert.Contains("north.example is not a verified domain", outcome.Detail);
    }

    [Fact]
    public async Task A_name_of_a_verified_domain_is_kept()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        await VerifyAsync("north.example");

        var outcome = await agent.DeliverOneAsync(new TestPerson { Upn = "Ana.Lima@North.Example" }.Whole());

        Assert.Equal(("Ana.Lima@North.Example", (string?)null), (outcome.UserName, outcome.Detail));
    }

    [Fact]
    public async Task People_of_two_domains_with_the_same_local_part_get_digits_that_do_not_change()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        var (first, second) = (new TestPerson { Upn = "ana@north.example" }, new TestPerson { Upn = "ana@south.example" });

        var names = (await agent.DeliverAsync(first.Whole(), second.Whole())).Outcomes.Select(outcome => outcome.UserName).ToList();
        await agent.DeliverAsync(first.Removed());
        var again = await agent.DeliverOneAsync(second.Whole());
        await agent.DeliverAsync(second.Removed());
        var back = (await agent.DeliverAsync(first.ImageOnly(), second.ImageOnly())).Outcomes.Select(outcome => outcome.UserName);

        Assert.Equal("ana@skybridge.internal", names[0]);
        Assert.Matches("^ana\\+[0-9]{4}@skybridge.internal$", names[1]);
        Assert.Equal(names[1], again.UserName);
        Assert.Equal(names, back);
    }

    [Fact]
    public async Task A_generated_name_gives_way_to_a_cloud_users_name()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        await CreateAsync("admin@skybridge.internal");

        var outcome = await agent.DeliverOneAsync(new TestPerson { Upn = "admin@north.example" }.Whole());

        Assert.Equal(DeliveryStatus.Success, outcome.Status);
        Assert.Matches("^admin\\+[0-9]{4}@skybridge.internal$", outcome.UserName);
    }

    [Fact]
    public async Task A_verified_name_that_is_a_cloud_users_is_refused_and_nothing_of_theirs_is_touched()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        await VerifyAsync("north.example");
        await CreateAsync("kim@north.example");
        var person = new TestPerson { Upn = "KIM@north.example" };

        var outcome = await agent.DeliverOneAsync(person.Whole());

        Assert.Equal((DeliveryStatus.TargetNotExportedToDirectory, RefusalReasons.NameTakenByCloudUser), (outcome.Status, outcome.Reason));
        Assert.Null((await _cloud.StoredAsync(person)).User);
        var kim = (await _cloud.CliAsync("user", "show", "kim@north.example", "--json")).Json().GetProperty("user");
        Assert.Equal(("cloud", JsonValueKind.Null), (kim.GetProperty("source").GetString(), kim.GetProperty("anchor").ValueKind));
    }

    [Fact]
    public async Task Of_two_people_with_the_same_verified_name_the_first_keeps_it()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        await VerifyAsync("north.example");
        var (first, second) = (new TestPerson { Upn = "ana@north.example" }, new TestPerson { Upn = "ANA@north.example" });

        var receipt = await agent.DeliverAsync(first.Whole(), second.Whole());

        Assert.Equal(DeliveryStatus.Success, receipt.Outcomes[0].Status);
        Assert.Equal(
            (DeliveryStatus.TargetNotExportedToDirectory, RefusalReasons.NameTaken),
            (receipt.Outcomes[1].Status, receipt.Outcomes[1].Reason));
        Assert.False(receipt.Outcomes[1].Permanent);
    }

    [Fact]
    public async Task Somebody_who_does_not_get_a_new_name_keeps_the_old_one_and_gets_everything_else()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        await VerifyAsync("north.example");
        var (ana, ben) = (new TestPerson { Upn = "ana@north.example" }, new TestPerson { Upn = "ben@north.example" });
        await agent.DeliverAsync(ana.Whole(), ben.Whole());

        var outcome = await agent.DeliverOneAsync(
            (ben with { Upn = "ana@north.example", Enabled = false, Version = 2, Password = "second one" }).Whole());

        var (user, credential) = await _cloud.StoredAsync(ben);
        Assert.Equal(
            (DeliveryStatus.Error, RefusalReasons.NameTaken, "ben@north.example"),
            (outcome.Status, outcome.Reason, outcome.UserName));
        Assert.Equal(("ben@north.example", false), (user!.UserName, user.Enabled));
        Assert.True(Passwords.Match(credential!, "second one"));
    }

    [Fact]
    public async Task Two_people_can_exchange_their_names()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        await VerifyAsync("north.example");
        var (ana, ben) = (new TestPerson { Upn = "ana@north.example" }, new TestPerson { Upn = "ben@north.example" });
        await agent.DeliverAsync(ana.Whole(), ben.Whole());

        await agent.DeliverAsync(
            (ana with { Upn = "ben@north.example" }).ImageOnly(),
            (ben with { Upn = "ana@north.example" }).ImageOnly());

        Assert.Equal("ben@north.example", (await _cloud.StoredAsync(ana)).User!.UserName);
        Assert.Equal("ana@north.example", (await _cloud.StoredAsync(ben)).User!.UserName);
    }

    [Fact]
    public async Task A_name_passes_on_within_one_batch()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        await VerifyAsync("north.example");
        var (ana, ben, cleo) = (
            new TestPerson { Upn = "ana@north.example" },
            new TestPerson { Upn = "ben@north.example" },
            new TestPerson { Upn = "ana@north.example" });
        await agent.DeliverAsync(
            cleo.Whole() with { Person = cleo.Image with { UserName = "cleo@north.example" } },
            ana.Whole(),
            ben.Whole());

        var receipt = await agent.DeliverAsync(ana.Removed(), cleo.ImageOnly(), (ben with { Upn = "cleo@north.example" }).ImageOnly());

        Assert.All(receipt.Outcomes, outcome => Assert.Equal(DeliveryStatus.Success, outcome.Status));
        Assert.Equal("ana@north.example", (await _cloud.StoredAsync(cleo)).User!.UserName);
        Assert.Equal("cleo@north.example", (await _cloud.StoredAsync(ben)).User!.UserName);
    }

    [Fact]
    public async Task Verifying_a_domain_gives_its_people_their_own_names_at_once()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        var (ana, ben) = (new TestPerson { Upn = "ana@north.example" }, new TestPerson { Upn = "ben@south.example" });
        await agent.DeliverAsync(ana.Whole(), ben.Whole());

        var run = await VerifyAsync("north.example");

        Assert.Equal((0, 1), (run.ExitCode, run.Json().GetProperty("renamed").GetInt32()));
        Assert.Equal("ana@north.example", (await _cloud.StoredAsync(ana)).User!.UserName);
        Assert.Equal("ben@skybridge.internal", (await _cloud.StoredAsync(ben)).User!.UserName);
        Assert.Contains("north.example", (await agent.GetTenantAsync()).VerifiedDomains);
    }

    [Fact]
    public async Task Verifying_a_domain_says_who_does_not_get_their_name()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        var (one, two) = (new TestPerson { Upn = "ana@north.example" }, new TestPerson { Upn = "Ana@north.example" });
        await agent.DeliverAsync(one.Whole(), two.Whole());

        var run = await VerifyAsync("north.example");

        Assert.Equal(1, run.ExitCode);
        var kept = Assert.Single(run.Json().GetProperty("kept").EnumerateArray());
        Assert.Equal(RefusalReasons.NameTaken, kept.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task The_owner_of_a_name_in_the_tenants_own_domain_gets_it_from_whom_it_was_generated_for()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        var (generated, owner) = (new TestPerson { Upn = "ana@north.example" }, new TestPerson { Upn = "ana@skybridge.internal" });
        await agent.DeliverAsync(generated.Whole());

        var outcome = await agent.DeliverOneAsync(owner.Whole());

        Assert.Equal((DeliveryStatus.Success, "ana@skybridge.internal"), (outcome.Status, outcome.UserName));
        Assert.Matches("^ana\\+[0-9]{4}@skybridge.internal$", (await _cloud.StoredAsync(generated)).User!.UserName);
    }

    [Theory]
    [InlineData("no-at-sign", "no-at-sign@skybridge.internal")]
    [InlineData(" spaces @north.example", "spaces@skybridge.internal")]
    [InlineData("a@b@north.example", "a@b@skybridge.internal")]
    [InlineData("größe+plus,comma'quote\"@north.example", "größe+plus,comma'quote\"@skybridge.internal")]
    public async Task Awkward_names_are_taken(string upn, string expected)
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);

        var outcome = await agent.DeliverOneAsync(new TestPerson { Upn = upn }.Whole());

        Assert.Equal((DeliveryStatus.Success, expected), (outcome.Status, outcome.UserName));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("@north.example")]
    [InlineData("tab\t@north.example")]
    public async Task Names_that_are_none_are_refused(string upn)
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);

        var outcome = await agent.DeliverOneAsync(new TestPerson { Upn = upn }.Whole());

        Assert.Equal((RefusalReasons.InvalidValue, true), (outcome.Reason, outcome.Permanent));
    }

    async Task<CliRun> VerifyAsync(string domain)
    {
        await _cloud.CliAsync("domain", "add", domain);
        return await _cloud.CliAsync("domain", "verify", domain, "--json");
    }

    async Task CreateAsync(string name) => Assert.Equal(
        0,
        (await _cloud.CliWithPasswordAsync("a long enough one", "user", "create", name)).ExitCode);
}
