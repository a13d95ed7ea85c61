using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Hardening;
using Skybridge.Cloud.Home;
using Skybridge.Contract;
using Skybridge.Cryptography;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>Stored verifiers are inside a memory-hard hash: soon after they came, and from then on only that way.</summary>
public sealed class OuterHashTests(RunningCloud cloud) : IClassFixture<RunningCloud>
{
    // Of the reference implementation's own command line (argon2 -id -t T -k KiB -p 1 -l 32 -r), on this text and the salt "0123456789abcdef".
    const string Verifier = "v1;PPH1_MD4,00112233445566778899,1000,0000000000000000000000000000000000000000000000000000000000000007;";

    static readonly OuterHashParameters Cheap = new() { MemoryMiB = 8, Passes = 1 };

    [Theory]
    [InlineData(19, 2, "0e1823c88d7667aabeaf52ce7847bf10f2664364d0aba4305313cd1ef60ed7eb")]
    [InlineData(8, 1, "df8b1499a6a5a887a4e7a074fc0195691295f1718caba777a6ffcc336be883d8")]
    public void The_function_is_argon2id_over_the_text_of_the_verifier(int memory, int passes, string expected)
    {
        Assert.True(PasswordVerifier.TryParse(Verifier, out var inner));

        var hash = OuterHash.Derive(inner, "0123456789abcdef"u8, new OuterHashParameters { MemoryMiB = memory, Passes = passes });

        // 19 MiB are 19456 KiB.
        Assert.Equal(expected, Convert.ToHexStringLower(hash));
    }

    [Fact]
    public void What_is_wrapped_reads_back_matches_and_is_no_verifier()
    {
        Assert.True(PasswordVerifier.TryParse(Verifier, out var inner));
        var text = StoredVerifier.Wrap(inner, Cheap).Encode();

        Assert.True(StoredVerifier.TryParse(text, out var stored));
        Assert.Equal((inner.GetSalt(), Cheap), (stored.Salt, stored.Outer));
        Assert.True(stored.Matches(inner));
        Assert.False(PasswordVerifier.TryParse(text, out _));
        Assert.DoesNotContain(Verifier.Split(',')[3].TrimEnd(';'), text);
        Assert.NotEqual(text, StoredVerifier.Wrap(inner, Cheap).Encode());
    }

    [Theory]
    [InlineData("8,1,", "8,2,")]
    [InlineData("00112233445566778899", "00112233445566778898")]
    [InlineData(",1000,", ",1001,")]
    public void Whatever_is_changed_in_it_matches_no_more(string part, string other)
    {
        Assert.True(PasswordVerifier.TryParse(Verifier, out var inner));
        var text = StoredVerifier.Wrap(inner, Cheap).Encode();

        Assert.True(StoredVerifier.TryParse(text.Replace(part, other, StringComparison.Ordinal), out var stored));
        Assert.False(stored.Matches(inner));
    }

    [Theory]
    [InlineData("")]
    [InlineData("v2;ARGON2ID,")]
    [InlineData("v2;ARGON2ID,8,1,{salt};PPH1_MD4,00,1000,{hash}")]
    [InlineData("v2;ARGON2ID,7,1,{salt};PPH1_MD4,00,1000,{hash};")]
    [InlineData("v2;ARGON2ID,2048,1,{salt};PPH1_MD4,00,1000,{hash};")]
    [InlineData("v2;ARGON2ID,8,17,{salt};PPH1_MD4,00,1000,{hash};")]
    [InlineData("v2;ARGON2ID,-8,1,{salt};PPH1_MD4,00,1000,{hash};")]
    [InlineData("v2;ARGON2ID,8,1,{salt}00;PPH1_MD4,00,1000,{hash};")]
    [InlineData("v2;ARGON2ID,8,1,{salt};PPH1_MD4,00,9000000,{hash};")]
    [InlineData("v2;ARGON2ID,8,1,{salt};PPH1_MD4,00,1000,{hash}00;")]
    [InlineData("v2;ARGON2ID,8,1,{salt};PPH1_MD4,00,1000,{hash};PPH1_MD4,00,1000,{hash};")]
    public void Anything_else_is_not_read(string text)
    {
        text = text.Replace("{salt}", new string('a', 32), StringComparison.Ordinal).Replace("{hash}", new string('b', 64), StringComparison.Ordinal);

        Assert.False(StoredVerifier.TryParse(text, out _));
    }

    [Fact]
    public void Unless_told_otherwise_it_costs_what_is_recommended()
    {
        var usual = new CloudSettings { Hosts = [] }.OuterHash;

        Assert.Equal((19, 2), (usual.MemoryMiB, usual.Passes));
        Assert.True(Cheap.IsWeakerThan(usual));
        Assert.False(usual.IsWeakerThan(Cheap));
        Assert.False(usual.IsWeakerThan(usual));
    }

    [Fact]
    public async Task What_was_delivered_is_wrapped_in_the_background_and_signs_in_all_the_same()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var (one, other, none) = (new TestPerson(), new TestPerson(), new TestPerson());
        await agent.DeliverAsync(one.Whole(), other.Whole(), none.Whole());
        await agent.DeliverAsync(none.NoPassword());
        var before = (await cloud.StoredAsync(one)).Credential!;

        await cloud.HardenAsync();

        var after = (await cloud.StoredAsync(one)).Credential!;
        Assert.StartsWith("v1;", before.Verifier);
        Assert.StartsWith("v2;ARGON2ID,8,1,", after.Verifier);
        Assert.Equal((before.ChangedAt, before.Source, before.Version), (after.ChangedAt, after.Source, after.Version));
        Assert.Equal("", (await cloud.StoredAsync(none)).Credential!.Verifier);
        using var browser = new TestBrowser(cloud);
        Assert.True((await browser.SignInAsync(one.UserName, "wrong")).IsRefused);
        Assert.True((await browser.SignInAsync(one.UserName, one.Password)).IsIn);
        Assert.Equal(MatchResult.InSync, (await MatchAsync(agent, other, other.Password)).Single());
        Assert.Equal(MatchResult.Stale, (await MatchAsync(agent, other, "another")).Single());
    }

    [Fact]
    public async Task A_repeat_of_what_was_delivered_does_not_bring_the_bare_form_back()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var person = new TestPerson();
        await agent.DeliverAsync(person.Whole());
        await cloud.HardenAsync();
        var wrapped = (await cloud.StoredAsync(person)).Credential!.Verifier;

        await agent.DeliverAsync(person.Whole(), person.PasswordOnly(), person.VersionOnly());

        Assert.Equal(wrapped, (await cloud.StoredAsync(person)).Credential!.Verifier);
    }

    [Fact]
    public async Task A_newer_password_replaces_the_wrapped_one_and_is_wrapped_in_turn()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var person = new TestPerson();
        await agent.DeliverAsync(person.Whole());
        await cloud.HardenAsync();

        await agent.DeliverAsync((person with { Password = "newer", Version = 2 }).Whole());
        await cloud.HardenAsync();

        var stored = (await cloud.StoredAsync(person)).Credential!;
        Assert.StartsWith("v2;", stored.Verifier);
        Assert.True(Passwords.Match(stored, "newer"));
        Assert.False(Passwords.Match(stored, person.Password));
    }

    [Fact]
    public async Task Whoever_signs_in_first_has_it_wrapped_at_once()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var person = new TestPerson();
        await agent.DeliverAsync(person.Whole());
        using var browser = new TestBrowser(cloud);

        await browser.SignInAsync(person.UserName, "wrong");
        var afterFailure = (await cloud.StoredAsync(person)).Credential!;
        await browser.SignInAsync(person.UserName, person.Password);
        var afterSuccess = (await cloud.StoredAsync(person)).Credential!;

        Assert.StartsWith("v1;", afterFailure.Verifier);
        Assert.StartsWith("v2;", afterSuccess.Verifier);
        Assert.True((await browser.SignInAsync(person.UserName, person.Password)).IsIn);
    }

    [Fact]
    public async Task Costs_that_were_raised_are_taken_up_at_the_next_sign_in_and_never_lowered()
    {
        await using var own = new RunningCloud();
        await own.InitializeAsync();
        using var agent = await TestAgent.EnrollAsync(own);
        var person = new TestPerson();
        await agent.DeliverAsync(person.Whole());
        await own.HardenAsync();

        foreach (var (memory, passes, expected) in new[] { (24, 3, "v2;ARGON2ID,24,3,"), (8, 1, "v2;ARGON2ID,24,3,") })
        {
            await own.RestartWithAsync(settings => settings with { OuterHash = new() { MemoryMiB = memory, Passes = passes } });
            using var browser = new TestBrowser(own);
            Assert.True((await browser.SignInAsync(person.UserName, person.Password)).IsIn);
            Assert.StartsWith(expected, (await own.StoredAsync(person)).Credential!.Verifier);
        }
    }

    [Fact]
    public async Task Costs_that_nobody_can_mean_are_refused_with_the_setting_named()
    {
        await using var own = new RunningCloud();
        await own.InitializeAsync();
        await own.StopAsync();
        var path = Path.Combine(own.Home, "cloud.json");
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(path, text.Replace("\"memoryMiB\": 8", "\"memoryMiB\": 4", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        (await own.CliAsync("user", "list")).AssertCouldNotRun("outerHash");
    }

    [Fact]
    public async Task After_wrapping_the_bare_form_is_nowhere_in_the_store()
    {
        await using var own = new RunningCloud();
        await own.InitializeAsync();
        using var agent = await TestAgent.EnrollAsync(own);
        var people = Enumerable.Range(0, 40).Select(_ => new TestPerson()).ToList();
        await agent.DeliverAsync([.. people.Select(person => person.Whole())]);
        var bare = new List<string>();
        foreach (var person in people)
            bare.Add((await own.StoredAsync(person)).Credential!.Verifier.TrimEnd(';').Split(',')[^1]);

        await own.HardenAsync();
        await own.WithDbAsync(async db =>
        {
            await SqliteStore.ForgetAsync(db, TestContext.Current.CancellationToken);
            return 0;
        });

        await TestStore.AssertNowhereAsync(own, bare);
    }

    [Fact]
    public async Task Passwords_that_are_set_here_are_never_stored_bare()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var person = new TestPerson();
        await agent.DeliverAsync(person.Whole());
        await cloud.CliWithPasswordAsync("a long enough one", "user", "create", "hard");
        await cloud.CliWithPasswordAsync("given by the help desk", "user", "reset-password", person.Anchor.Value);

        var stored = await cloud.WithDbAsync(db => db.Credentials.Where(row => row.Source == PersonSource.Cloud).Select(row => row.Verifier).ToListAsync());

        Assert.True(stored.Count >= 2);
        Assert.All(stored, verifier => Assert.StartsWith("v2;", verifier));
    }

    [Fact]
    public async Task A_short_queue_waits_for_its_turn_and_the_rest_is_told_to_come_back()
    {
        var time = new FakeTimeProvider();
        using var turns = new DerivationTurns(2, time);
        var token = TestContext.Current.CancellationToken;
        var (first, second) = (await turns.TryEnterAsync(token), await turns.TryEnterAsync(token));
        var waiting = Enumerable.Range(0, 64).Select(_ => turns.TryEnterAsync(token)).ToList();

        Assert.Null(await turns.TryEnterAsync(token));
        Assert.DoesNotContain(waiting, one => one.IsCompleted);
        using (await turns.EnterBackgroundAsync(token))
        {
            first!.Dispose();
            (await waiting[0])!.Dispose();
        }

        time.Advance(TimeSpan.FromSeconds(5));
        await Task.WhenAll(waiting);
        second!.Dispose();
        (await turns.TryEnterAsync(token))!.Dispose();
    }

    [Fact]
    public async Task Whoever_finds_everybody_signing_in_is_told_so_and_it_is_not_counted()
    {
        await using var own = new RunningCloud();
        await own.InitializeAsync();
        await own.CliWithPasswordAsync("a long enough one", "user", "create", "kim");
        using var browser = new TestBrowser(own);
        var turns = own.Service<DerivationTurns>();
        var taken = new List<IDisposable>();
        for (var i = 0; i < Environment.ProcessorCount; i++)
            taken.Add((await turns.TryEnterAsync(TestContext.Current.CancellationToken))!);
        var queue = Enumerable.Range(0, 32 * Environment.ProcessorCount).Select(_ => turns.TryEnterAsync(TestContext.Current.CancellationToken)).ToList();

        for (var i = 0; i < 20; i++)
        {
            var answer = await browser.SignInAsync("kim@skybridge.internal", $"wrong {i}");
            Assert.Equal((System.Net.HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(5)), (answer.Status, answer.RetryAfter));
            Assert.Contains("Please try again in a moment.", answer.Body);
        }

        taken.ForEach(turn => turn.Dispose());
        foreach (var waiting in queue)
            (await waiting)?.Dispose();
        Assert.True((await browser.SignInAsync("kim@skybridge.internal", "a long enough one")).IsIn);
    }

    static async Task<IReadOnlyList<MatchResult>> MatchAsync(TestAgent agent, TestPerson person, string password)
    {
        using var hash = NtHash.FromPassword(password);
        var salt = (await agent.GetSaltsAsync(person)).Single()!;
        return await agent.MatchAsync([new MatchCandidate { Anchor = person.Anchor, Verifier = PasswordVerifier.DeriveCandidate(hash, salt) }]);
    }
}
