using Skybridge.Cloud.Hardening;
using Skybridge.Contract;
using Skybridge.Cryptography;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>Whether stored verifiers are of the passwords that the source directory holds: a salt out, a candidate in.</summary>
public sealed class VerificationTests(RunningCloud cloud) : IClassFixture<RunningCloud>
{
    [Fact]
    public async Task A_salt_is_told_for_who_has_a_synchronized_password_and_in_the_order_of_the_question()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var (one, other, without, voided, reset, left, unknown) = (
            new TestPerson(), new TestPerson(), new TestPerson(), new TestPerson(), new TestPerson(), new TestPerson(), new TestPerson());
        await agent.DeliverAsync(one.Whole(), other.Whole(), without.ImageOnly(), voided.Whole(), reset.Whole(), left.Whole());
        await agent.DeliverAsync(voided.NoPassword(), left.Removed());
        await ResetAsync(reset);

        var salts = await agent.GetSaltsAsync(other, without, voided, unknown, one, reset, left, one);

        var (first, second) = (await StoredSaltAsync(one), await StoredSaltAsync(other));
        Assert.Equal([second, null, null, null, first, null, null, first], salts);
        Assert.NotEqual(first, second);
        Assert.Equal(PasswordVerifier.DefaultIterations, first.Iterations);
    }

    [Fact]
    public async Task Nobody_is_asked_about()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);

        Assert.Empty(await agent.GetSaltsAsync());
        Assert.Empty(await agent.MatchAsync());
    }

    [Fact]
    public async Task As_many_as_there_may_be_can_be_asked_about()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        // The longest anchors, and only plus signs: as JSON six characters each.
        var anchor = SourceAnchor.FromBytes(Enumerable.Range(0, 44).Select(i => (byte)(0xfb_ef_be >> (8 * (2 - (i % 3))))).ToArray());
        var verifier = Candidate(new TestPerson(), "x", new VerifierSalt { Salt = new string('a', 64), Iterations = 1 }).Verifier;

        var results = await agent.MatchAsync(
            Enumerable.Repeat(new MatchCandidate { Anchor = anchor, Verifier = verifier }, SaltRequest.MaxPeople));

        Assert.Equal(Enumerable.Repeat(MatchResult.Missing, SaltRequest.MaxPeople), results);
    }

    [Fact]
    public async Task The_same_password_is_in_sync_and_another_is_stale()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var (same, changed) = (new TestPerson(), new TestPerson());
        await agent.DeliverAsync(same.Whole(), changed.Whole());

        var salts = await agent.GetSaltsAsync(same, changed);
        var results = await agent.MatchAsync(
            Candidate(changed, "changed since", salts[1]),
            Candidate(same, same.Password, salts[0]),
            Candidate(changed, changed.Password, salts[1]));

        Assert.Equal([MatchResult.Stale, MatchResult.InSync, MatchResult.InSync], results);
    }

    [Fact]
    public async Task A_candidate_with_another_salt_or_count_or_none_is_stale()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var person = new TestPerson();
        await agent.DeliverAsync(person.Whole());
        var salt = (await agent.GetSaltsAsync(person)).Single()!;

        var results = await agent.MatchAsync(
            Candidate(person, person.Password, salt with { Salt = "00" }),
            Candidate(person, person.Password, salt with { Iterations = salt.Iterations + 1 }),
            Candidate(person, person.Password, null));

        Assert.Equal([MatchResult.Stale, MatchResult.Stale, MatchResult.Stale], results);
    }

    [Fact]
    public async Task A_password_that_came_between_the_two_questions_is_stale_until_it_is_asked_about_anew()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var person = new TestPerson();
        await agent.DeliverAsync(person.Whole());
        var salt = (await agent.GetSaltsAsync(person)).Single();
        var changed = person with { Version = 2, Password = "came in between" };
        await agent.DeliverAsync(changed.PasswordOnly());

        Assert.Equal([MatchResult.Stale], await agent.MatchAsync(Candidate(person, changed.Password, salt)));
        salt = (await agent.GetSaltsAsync(person)).Single();
        Assert.Equal([MatchResult.InSync], await agent.MatchAsync(Candidate(person, changed.Password, salt)));
    }

    [Fact]
    public async Task Who_got_a_password_in_the_cloud_since_is_overridden_whatever_the_candidate()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var person = new TestPerson();
        await agent.DeliverAsync(person.Whole());
        var salt = (await agent.GetSaltsAsync(person)).Single();
        await ResetAsync(person);

        Assert.Equal(
            [MatchResult.Overridden, MatchResult.Overridden],
            await agent.MatchAsync(Candidate(person, person.Password, salt), Candidate(person, person.Password, null)));

        await agent.DeliverAsync(person.PasswordOnly(reassert: true));
        salt = (await agent.GetSaltsAsync(person)).Single();
        Assert.Equal([MatchResult.InSync], await agent.MatchAsync(Candidate(person, person.Password, salt)));
    }

    [Fact]
    public async Task Who_is_unknown_or_left_or_has_no_password_is_missing()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var (unknown, left, without, voided, spoiled) = (new TestPerson(), new TestPerson(), new TestPerson(), new TestPerson(), new TestPerson());
        await agent.DeliverAsync(left.Whole(), without.ImageOnly(), voided.Whole(), spoiled.Whole());
        var salts = await agent.GetSaltsAsync(left, voided, spoiled);
        await agent.DeliverAsync(left.Removed(), voided.NoPassword());
        var id = (await cloud.StoredAsync(spoiled)).User!.Id;
        await cloud.ExecuteSqlAsync($"UPDATE credentials SET verifier = 'spoiled' WHERE user_id = '{id.ToString().ToUpperInvariant()}'");

        var results = await agent.MatchAsync(
            Candidate(unknown, unknown.Password, null),
            Candidate(left, left.Password, salts[0]),
            Candidate(without, without.Password, null),
            Candidate(voided, voided.Password, salts[1]),
            Candidate(spoiled, spoiled.Password, salts[2]));

        Assert.All(results, result => Assert.Equal(MatchResult.Missing, result));
        Assert.Null((await agent.GetSaltsAsync(spoiled)).Single());
        await agent.DeliverAsync(left.Whole());
        Assert.NotNull((await agent.GetSaltsAsync(left)).Single());
    }

    async Task ResetAsync(TestPerson person) =>
        await cloud.CliWithPasswordAsync("given by the help desk", "user", "reset-password", person.Anchor.Value);

    async Task<VerifierSalt> StoredSaltAsync(TestPerson person)
    {
        Assert.True(StoredVerifier.TryParse((await cloud.StoredAsync(person)).Credential!.Verifier, out var stored));
        return stored.Salt;
    }

    static MatchCandidate Candidate(TestPerson person, string password, VerifierSalt? salt)
    {
        using var hash = NtHash.FromPassword(password);
        return new MatchCandidate { Anchor = person.Anchor, Verifier = salt is null ? null : PasswordVerifier.DeriveCandidate(hash, salt) };
    }
}
