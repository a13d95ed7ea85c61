using System.Text.Json;
using Skybridge.Contract;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>How a domain signs in is recorded, and turns password synchronization when it has to.</summary>
public sealed class SignInMethodTests : IAsyncLifetime
{
    const string Contoso = "contoso.example";
    const string Fabrikam = "fabrikam.example";

    readonly RunningCloud _cloud = new();

    public async ValueTask InitializeAsync()
    {
        await _cloud.InitializeAsync();
        foreach (var domain in new[] { Contoso, Fabrikam })
        {
            await _cloud.CliAsync("domain", "add", domain);
            await _cloud.CliAsync("domain", "verify", domain);
        }
    }

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task A_domain_signs_in_by_password_hash_until_somebody_says_otherwise()
    {
        var before = await ShownAsync(Contoso);
        Assert.Equal("password-hash", before.GetProperty("method").GetString());
        Assert.Equal(JsonValueKind.Null, before.GetProperty("changedBy").ValueKind);

        await SetAsync(Contoso, "do-not-configure");

        var after = await ShownAsync(Contoso);
        Assert.Equal(
            ("do-not-configure", "cli:tester@here"),
            (after.GetProperty("method").GetString(), after.GetProperty("changedBy").GetString()));
        Assert.Equal("password-hash", (await ShownAsync(Fabrikam)).GetProperty("method").GetString());
        var table = (await _cloud.CliAsync("sign-in", "show")).Out;
        Assert.Contains($"{Contoso}     do-not-configure", table);
        Assert.Contains("skybridge.internal", table);
    }

    [Fact]
    public async Task A_domain_that_is_not_verified_has_no_sign_in_method()
    {
        await _cloud.CliAsync("domain", "add", "unverified.example");

        (await _cloud.CliAsync("sign-in", "set", "unverified.example", "federation")).AssertCouldNotRun("is not verified");
        (await _cloud.CliAsync("sign-in", "show", "unverified.example")).AssertCouldNotRun("is not verified");
        Assert.DoesNotContain("unverified.example", (await _cloud.CliAsync("sign-in", "show")).Out);
    }

    [Fact]
    public async Task Federation_turns_password_sync_off_and_password_hash_turns_it_on_again()
    {
        var off = await SetAsync(Contoso, "federation");
        Assert.Equal((false, true, true), Effect(off));
        Assert.Equal((false, $"{Contoso} went from password-hash to federation"), await FeatureAsync());

        var on = await SetAsync(Contoso, "password-hash");
        Assert.Equal((true, true, true), Effect(on));
        Assert.Equal((true, $"{Contoso} went from federation to password-hash"), await FeatureAsync());
    }

    [Fact]
    public async Task What_was_done_is_said_and_recorded_with_its_cause()
    {
        var off = await _cloud.CliAsync("sign-in", "set", Contoso, "federation");
        var again = await _cloud.CliAsync("sign-in", "set", Contoso, "federation");
        var list = await _cloud.CliAsync("feature", "list");

        Assert.Contains("is set to federation; it was password-hash.", off.Out);
        Assert.Contains("password-sync is turned off", off.Out);
        Assert.Contains("is set to federation already.", again.Out);
        Assert.Contains("password-sync stays off", again.Out);
        Assert.Contains($"{Contoso} went from password-hash to federation", list.Out);
        var entries = (await AuditAsync()).ToList();
        Assert.Equal(["sign-in.changed", "feature.changed"], entries.ConvertAll(entry => entry.GetProperty("action").GetString()));
        Assert.Equal(
            $$"""{"domain":"{{Contoso}}","from":"password-hash","to":"federation"}""",
            JsonSerializer.Serialize(entries[0].GetProperty("detail")));
        Assert.Equal(
            $$"""{"from":"on","to":"off","because":"{{Contoso}} went from password-hash to federation"}""",
            JsonSerializer.Serialize(entries[1].GetProperty("detail")));
    }

    [Fact]
    public async Task Federation_that_keeps_password_hashes_leaves_password_sync_alone()
    {
        var result = await SetAsync(Contoso, "federation", "--keep-password-hash");

        Assert.Equal((true, false, true), Effect(result));
        Assert.Equal((true, null), await FeatureAsync());
        Assert.True((await ShownAsync(Contoso)).GetProperty("keepPasswordHash").GetBoolean());
        Assert.Contains("federation, keeping password hashes", (await _cloud.CliAsync("sign-in", "show", Contoso)).Out);
    }

    [Fact]
    public async Task Keeping_password_hashes_can_be_decided_later()
    {
        await SetAsync(Contoso, "federation");

        Assert.Equal((true, true, true), Effect(await SetAsync(Contoso, "federation", "--keep-password-hash")));
        Assert.Equal((true, null), await FeatureAsync());
        Assert.Equal((false, true, true), Effect(await SetAsync(Contoso, "federation")));
        Assert.Equal((false, $"{Contoso} went from password-hash to federation"), await FeatureAsync());
    }

    [Fact]
    public async Task What_an_operator_turned_off_stays_off()
    {
        await _cloud.CliAsync("feature", "set", "password-sync", "off");

        Assert.Equal((false, false, true), Effect(await SetAsync(Contoso, "federation")));
        Assert.Equal((false, null), await FeatureAsync());
        Assert.Equal((false, false, true), Effect(await SetAsync(Contoso, "password-hash")));
        Assert.Equal((false, null), await FeatureAsync());
    }

    [Fact]
    public async Task An_operator_who_says_off_again_answers_for_it_from_then_on()
    {
        await SetAsync(Contoso, "federation");
        await _cloud.CliAsync("feature", "set", "password-sync", "off");
        Assert.Equal((false, null), await FeatureAsync());

        var back = await _cloud.CliAsync("sign-in", "set", Contoso, "password-hash");

        Assert.Contains("password-sync stays off, as since", back.Out);
        Assert.Equal((false, null), await FeatureAsync());
    }

    [Fact]
    public async Task An_operator_who_turns_it_on_clears_the_cause_and_keeps_password_hashes_of_federated_domains()
    {
        await SetAsync(Contoso, "federation");
        var on = await _cloud.CliAsync("feature", "set", "password-sync", "on");
        Assert.Contains($"{Contoso} stays federated, and keeps password hashes from now on.", on.Out);
        Assert.Equal((true, null), await FeatureAsync());
        Assert.True((await ShownAsync(Contoso)).GetProperty("keepPasswordHash").GetBoolean());

        await SetAsync(Fabrikam, "federation");
        Assert.Equal((true, true, true), Effect(await SetAsync(Fabrikam, "password-hash")));
    }

    [Fact]
    public async Task As_long_as_another_domain_wants_it_off_it_stays_off_for_that_ones_sake()
    {
        await SetAsync(Contoso, "federation");
        await SetAsync(Fabrikam, "do-not-configure");
        await SetAsync(Fabrikam, "federation");

        var first = await _cloud.CliAsync("sign-in", "set", Contoso, "password-hash");
        Assert.Contains($"password-sync stays off: {Fabrikam} is federated and keeps no password hashes.", first.Out);
        Assert.Equal((false, $"{Fabrikam} went from do-not-configure to federation"), await FeatureAsync());

        Assert.Equal((true, true, true), Effect(await SetAsync(Fabrikam, "password-hash")));
    }

    [Fact]
    public async Task Configuring_sign_in_elsewhere_turns_nothing()
    {
        Assert.Equal((true, false, true), Effect(await SetAsync(Contoso, "do-not-configure")));
        await SetAsync(Contoso, "federation");

        Assert.Equal((false, false, true), Effect(await SetAsync(Contoso, "do-not-configure")));
        Assert.Equal((true, true, true), Effect(await SetAsync(Contoso, "password-hash")));
    }

    [Fact]
    public async Task Saying_the_same_again_changes_and_records_nothing()
    {
        await SetAsync(Contoso, "federation");
        var before = (await AuditAsync()).Count();

        Assert.Equal((false, false, false), Effect(await SetAsync(Contoso, "federation")));
        Assert.Equal((false, false, false), Effect(await SetAsync("skybridge.internal", "password-hash")));
        Assert.Equal(before, (await AuditAsync()).Count());
    }

    [Fact]
    public async Task People_of_a_federated_domain_sign_in_with_the_password_that_was_kept()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        using var browser = new TestBrowser(_cloud);
        var person = new TestPerson { Suffix = Contoso };
        await agent.DeliverAsync(person.Whole());

        await SetAsync(Contoso, "federation");
        var refused = await agent.DeliverOneAsync((person with { Version = 2, Password = "too late for it" }).PasswordOnly());

        Assert.Equal(RefusalReasons.PasswordSyncDisabled, refused.Reason);
        Assert.True((await browser.SignInAsync(person.UserName, person.Password)).IsIn);
    }

    async Task<JsonElement> SetAsync(string domain, string method, params string[] options) =>
        (await _cloud.CliAsync(["sign-in", "set", domain, method, .. options, "--json"])).Json();

    async Task<JsonElement> ShownAsync(string domain) =>
        (await _cloud.CliAsync("sign-in", "show", domain, "--json")).Json().GetProperty("domains").EnumerateArray().Single();

    static (bool Enabled, bool Turned, bool Changed) Effect(JsonElement result) => (
        result.GetProperty("passwordSync").GetBoolean(),
        result.GetProperty("passwordSyncTurned").GetBoolean(),
        result.GetProperty("changed").GetBoolean());

    async Task<(bool Enabled, string? Because)> FeatureAsync()
    {
        var row = (await _cloud.CliAsync("feature", "list", "--json")).Json().GetProperty("features").EnumerateArray().Single(
            feature => feature.GetProperty("name").GetString() == "password-sync");
        var because = row.GetProperty("because");
        var text = because.ValueKind == JsonValueKind.Null
            ? null
            : $"{because.GetProperty("domain")} went from {because.GetProperty("from")} to {because.GetProperty("to")}";
        return (row.GetProperty("enabled").GetBoolean(), text);
    }

    async Task<IEnumerable<JsonElement>> AuditAsync() =>
        (await _cloud.CliAsync("audit", "--json")).Json().GetProperty("entries").EnumerateArray().Where(
            entry => entry.GetProperty("action").GetString() is "sign-in.changed" or "feature.changed");
}
