using Skybridge.Cloud.Data;
using Skybridge.Contract;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

public sealed class DeliveryTests(RunningCloud cloud) : IClassFixture<RunningCloud>
{
    [Fact]
    public async Task Somebody_new_is_stored_with_their_password()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var person = new TestPerson();

        var outcome = await agent.DeliverOneAsync(person.Whole());

        var (user, credential) = await StoredAsync(person);
        Assert.Equal(DeliveryStatus.Success, outcome.Status);
        Assert.False(outcome.PasswordWanted);
        Assert.Equal((PersonSource.Sync, person.Sam, true), (user!.Source, user.SamAccountName, user.Enabled));
        Assert.Equal(person.PasswordVersion, credential!.Version);
    }

    [Fact]
    public async Task A_batch_delivered_twice_changes_nothing()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var person = new TestPerson();
        DirectoryChange[] changes = [person.Whole()];
        await agent.DeliverAsync(7, changes);
        var before = await StoredAsync(person);

        var receipt = await agent.DeliverAsync(7, changes);

        var after = await StoredAsync(person);
        Assert.Equal(DeliveryStatus.Success, receipt.Outcomes.Single().Status);
        Assert.Equal((before.User!.Id, before.Credential!.Verifier), (after.User!.Id, after.Credential!.Verifier));
    }

    [Fact]
    public async Task A_late_batch_of_the_same_agent_does_not_undo_a_newer_one()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var person = new TestPerson { DisplayName = "New" };
        await agent.DeliverAsync(9, [person.Whole()]);

        var late = await agent.DeliverAsync(8, [(person with { DisplayName = "Old", Enabled = false }).ImageOnly(), person.Removed()]);

        Assert.All(late.Outcomes, outcome => Assert.Equal(DeliveryStatus.Success, outcome.Status));
        var (user, _) = await StoredAsync(person);
        Assert.Equal(("New", true, (DateTimeOffset?)null), (user!.DisplayName, user.Enabled, user.DeletedAt));
    }

    [Fact]
    public async Task Each_agent_counts_its_own_batches()
    {
        using var one = await TestAgent.EnrollAsync(cloud);
        using var other = await TestAgent.EnrollAsync(cloud);
        var person = new TestPerson { DisplayName = "From one" };
        await one.DeliverAsync(1000, [person.Whole()]);

        await other.DeliverAsync(1, [(person with { DisplayName = "From the other" }).ImageOnly()]);

        Assert.Equal("From the other", (await StoredAsync(person)).User!.DisplayName);
    }

    [Fact]
    public async Task A_batch_that_changes_nothing_still_counts_as_the_newer_one()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var person = new TestPerson { DisplayName = "Same" };
        await agent.DeliverAsync(1, [person.Whole()]);
        await agent.DeliverAsync(9, [person.ImageOnly()]);

        await agent.DeliverAsync(8, [(person with { DisplayName = "Late" }).ImageOnly()]);

        Assert.Equal("Same", (await StoredAsync(person)).User!.DisplayName);
    }

    [Fact]
    public async Task Of_two_changes_in_one_batch_the_later_wins()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var first = new TestPerson { DisplayName = "First", Password = "first one", Version = 1 };
        var second = first with { DisplayName = "Second", Password = "second one", Version = 2 };

        await agent.DeliverAsync(first.Whole(), second.Whole());

        var (user, credential) = await StoredAsync(first);
        Assert.Equal("Second", user!.DisplayName);
        Assert.True(Passwords.Match(credential!, "second one"));
    }

    [Fact]
    public async Task An_older_password_never_replaces_a_newer_one_from_whichever_agent()
    {
        using var one = await TestAgent.EnrollAsync(cloud);
        using var other = await TestAgent.EnrollAsync(cloud);
        var person = new TestPerson { Password = "new one", Version = 5 };
        await one.DeliverAsync(person.Whole());

        var outcome = await other.DeliverOneAsync((person with { Password = "old one", Version = 4 }).PasswordOnly());
        var reasserted = await other.DeliverOneAsync((person with { Password = "old one", Version = 4 }).PasswordOnly(reassert: true));

        Assert.Equal((DeliveryStatus.Success, DeliveryStatus.Success), (outcome.Status, reasserted.Status));
        Assert.True(Passwords.Match((await StoredAsync(person)).Credential!, "new one"));
    }

    [Fact]
    public async Task The_same_version_is_not_written_again_unless_an_operator_asks()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var person = new TestPerson();
        await agent.DeliverAsync(person.Whole());
        var first = (await StoredAsync(person)).Credential!.Verifier;

        await agent.DeliverAsync(person.PasswordOnly());
        var repeated = (await StoredAsync(person)).Credential!.Verifier;
        await agent.DeliverAsync(person.PasswordOnly(reassert: true));
        var reasserted = (await StoredAsync(person)).Credential!.Verifier;

        Assert.Equal(first, repeated);
        Assert.NotEqual(first, reasserted);
    }

    [Fact]
    public async Task A_password_that_the_directory_has_no_more_matches_nothing_until_a_newer_one_comes()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var person = new TestPerson { Version = 3 };
        await agent.DeliverAsync(person.Whole());

        var older = await agent.DeliverOneAsync((person with { Version = 2 }).NoPassword());
        var stands = (await StoredAsync(person)).Credential!;
        var outcome = await agent.DeliverOneAsync(person.NoPassword());
        var gone = (await StoredAsync(person)).Credential!;
        await agent.DeliverAsync(person.PasswordOnly());
        var repeated = (await StoredAsync(person)).Credential!;
        await agent.DeliverAsync((person with { Version = 4 }).PasswordOnly());
        var newer = (await StoredAsync(person)).Credential!;

        Assert.Equal((DeliveryStatus.Success, DeliveryStatus.Success), (older.Status, outcome.Status));
        Assert.True(stands.IsUsable);
        Assert.Equal((false, person.PasswordVersion), (gone.IsUsable, gone.Version));
        Assert.False(repeated.IsUsable);
        Assert.True(Passwords.Match(newer, person.Password));
    }

    [Fact]
    public async Task Somebody_who_never_had_a_password_has_none()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var person = new TestPerson();
        await agent.DeliverAsync(person.ImageOnly());

        var outcome = await agent.DeliverOneAsync(person.NoPassword());

        Assert.Equal(DeliveryStatus.Success, outcome.Status);
        Assert.Null((await StoredAsync(person)).Credential);
    }

    [Fact]
    public async Task A_password_set_in_the_cloud_stands_until_a_newer_one_comes_or_an_operator_asks()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var person = new TestPerson();
        await agent.DeliverAsync(person.Whole());
        await ResetAsync(person);

        await agent.DeliverAsync(person.PasswordOnly());
        Assert.True(Passwords.Match((await StoredAsync(person)).Credential!, "set in the cloud"));

        await agent.DeliverAsync(person.PasswordOnly(reassert: true));
        Assert.True(Passwords.Match((await StoredAsync(person)).Credential!, person.Password));

        await ResetAsync(person);
        await agent.DeliverAsync((person with { Version = 2, Password = "changed in the directory" }).PasswordOnly());
        Assert.True(Passwords.Match((await StoredAsync(person)).Credential!, "changed in the directory"));
    }

    [Fact]
    public async Task A_statement_of_the_version_asks_for_the_password_only_when_it_is_news()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var person = new TestPerson { Version = 3 };
        await agent.DeliverAsync(person.ImageOnly());

        var unknown = await agent.DeliverOneAsync(person.VersionOnly());
        await agent.DeliverAsync(person.PasswordOnly());
        var same = await agent.DeliverOneAsync(person.VersionOnly());
        var older = await agent.DeliverOneAsync((person with { Version = 2 }).VersionOnly());
        var newer = await agent.DeliverOneAsync((person with { Version = 4 }).VersionOnly());

        Assert.Equal((true, false, false, true), (unknown.PasswordWanted, same.PasswordWanted, older.PasswordWanted, newer.PasswordWanted));
        Assert.All([unknown, same, older, newer], outcome => Assert.Equal(DeliveryStatus.Success, outcome.Status));
    }

    [Fact]
    public async Task A_password_of_somebody_unknown_has_nowhere_to_go()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);

        var outcome = await agent.DeliverOneAsync(new TestPerson().PasswordOnly());

        Assert.Equal((DeliveryStatus.NoTargetConnection, RefusalReasons.UnknownPerson), (outcome.Status, outcome.Reason));
    }

    [Fact]
    public async Task Who_left_comes_back_as_the_same_person_with_the_password_that_they_had()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var person = new TestPerson();
        await agent.DeliverAsync(person.Whole());
        var before = (await StoredAsync(person)).User!;

        await agent.DeliverAsync(person.Removed(RemovalReason.OutOfScope));
        var gone = (await StoredAsync(person)).User!;
        var password = await agent.DeliverOneAsync(person.PasswordOnly());
        var back = await agent.DeliverOneAsync(person.ImageOnly());
        var statement = await agent.DeliverOneAsync(person.VersionOnly());

        Assert.Equal(
            (cloud.Time.GetUtcNow().ToUnixTimeMilliseconds(), RemovalReason.OutOfScope),
            (gone.DeletedAt!.Value.ToUnixTimeMilliseconds(), gone.DeletionReason));
        Assert.Equal(DeliveryStatus.NoTargetConnection, password.Status);
        Assert.Equal(DeliveryStatus.Success, back.Status);
        Assert.False(statement.PasswordWanted);
        var after = (await StoredAsync(person)).User!;
        Assert.Equal((before.Id, (DateTimeOffset?)null), (after.Id, after.DeletedAt));
    }

    [Fact]
    public async Task Removing_somebody_unknown_is_done_already()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);

        var outcome = await agent.DeliverOneAsync(new TestPerson().Removed());

        Assert.Equal(DeliveryStatus.Success, outcome.Status);
    }

    [Fact]
    public async Task An_administrator_is_never_written()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var person = new TestPerson { DisplayName = "Before" };
        await agent.DeliverAsync(person.Whole());
        await cloud.WithDbAsync(async db =>
        {
            var id = (await StoredAsync(person)).User!.Id;
            db.Users.Single(user => user.Id == id).Administrator = true;
            return await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        });

        var receipt = await agent.DeliverAsync(
            (person with { DisplayName = "After" }).ImageOnly(),
            (person with { Version = 9, Password = "taken over" }).PasswordOnly(reassert: true),
            person.Removed());

        Assert.All(
            receipt.Outcomes,
            outcome => Assert.Equal((RefusalReasons.AdministratorProtected, true), (outcome.Reason, outcome.Permanent)));
        var (user, credential) = await StoredAsync(person);
        Assert.Equal(("Before", (DateTimeOffset?)null), (user!.DisplayName, user.DeletedAt));
        Assert.True(Passwords.Match(credential!, person.Password));
    }

    [Fact]
    public async Task One_bad_change_does_not_stop_the_others()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var (good, bad, other) = (new TestPerson(), new TestPerson { DisplayName = "with a \u0007 bell" }, new TestPerson());

        var receipt = await agent.DeliverAsync(good.Whole(), bad.Whole(), other.Whole());

        Assert.Equal(
            [DeliveryStatus.Success, DeliveryStatus.TargetNotExportedToDirectory, DeliveryStatus.Success],
            receipt.Outcomes.Select(outcome => outcome.Status));
        Assert.Equal((RefusalReasons.InvalidValue, true), (receipt.Outcomes[1].Reason, receipt.Outcomes[1].Permanent));
        Assert.Contains("displayName", receipt.Outcomes[1].Detail);
        Assert.Null((await StoredAsync(bad)).User);
    }

    [Fact]
    public async Task A_change_that_the_database_refuses_does_not_stop_the_others()
    {
        await using var own = new RunningCloud();
        await own.InitializeAsync();
        using var agent = await TestAgent.EnrollAsync(own);
        var (good, bad, other) = (new TestPerson(), new TestPerson { DisplayName = "refused" }, new TestPerson());
        await own.ExecuteSqlAsync(
            TestStore.IsPostgres
                ? "ALTER TABLE users ADD CONSTRAINT refuse CHECK (display_name <> 'refused')"
                : "CREATE TRIGGER refuse BEFORE INSERT ON users WHEN NEW.display_name = 'refused' BEGIN SELECT RAISE(ABORT, 'no'); END");

        var receipt = await agent.DeliverAsync(good.Whole(), bad.Whole(), other.Whole());

        Assert.Equal(
            [DeliveryStatus.Success, DeliveryStatus.Error, DeliveryStatus.Success],
            receipt.Outcomes.Select(outcome => outcome.Status));
        Assert.Equal(RefusalReasons.InternalError, receipt.Outcomes[1].Reason);
        Assert.Equal(2, await own.WithDbAsync(db => Task.FromResult(db.Credentials.Count())));
    }

    [Fact]
    public async Task Somebody_whose_values_became_bad_is_still_disabled_and_gets_their_password()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var person = new TestPerson { DisplayName = "Good" };
        await agent.DeliverAsync(person.Whole());

        var outcome = await agent.DeliverOneAsync(
            (person with { DisplayName = "\u0007", Enabled = false, Version = 2, Password = "second one" }).Whole());

        var (user, credential) = await StoredAsync(person);
        Assert.Equal(RefusalReasons.InvalidValue, outcome.Reason);
        Assert.Equal(("Good", false), (user!.DisplayName, user.Enabled));
        Assert.True(Passwords.Match(credential!, "second one"));
    }

    [Fact]
    public async Task An_empty_batch_is_a_heartbeat()
    {
        using var agent = await TestAgent.EnrollAsync(cloud, "heart");
        Assert.Null(await LastContactAsync(agent));

        await agent.DeliverAsync();

        Assert.Equal(cloud.Time.GetUtcNow().ToUnixTimeMilliseconds(), (await LastContactAsync(agent))!.Value.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task Two_agents_at_once_lose_nothing()
    {
        using var one = await TestAgent.EnrollAsync(cloud);
        using var other = await TestAgent.EnrollAsync(cloud);
        var people = Enumerable.Range(0, 200).Select(_ => new TestPerson()).ToList();

        await Task.WhenAll(
            Parallel.ForAsync(0, 8, async (i, _) => await one.DeliverAsync(100 + i, [.. people.Select(person => person.Whole())])),
            Parallel.ForAsync(
                0,
                8,
                async (i, _) => await other.DeliverAsync(100 + i, [.. people.AsEnumerable().Reverse().Select(person => person.Whole())])));

        foreach (var person in people)
            Assert.NotNull((await StoredAsync(person)).Credential);
    }

    Task<DateTimeOffset?> LastContactAsync(TestAgent agent) =>
        cloud.WithDbAsync(db => Task.FromResult(db.Agents.Single(row => row.Id == agent.Id).LastContactAt));

    Task<(CloudUser? User, Credential? Credential)> StoredAsync(TestPerson person) => cloud.StoredAsync(person);

    async Task ResetAsync(TestPerson person)
    {
        var run = await cloud.CliWithPasswordAsync("set in the cloud", "user", "reset-password", person.Anchor.Value);
        Assert.Equal(0, run.ExitCode);
    }
}
