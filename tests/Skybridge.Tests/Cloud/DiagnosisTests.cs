using Skybridge.Contract;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>What the cloud tells an agent that looks for the reason.</summary>
public sealed class DiagnosisTests : IAsyncLifetime
{
    readonly RunningCloud _cloud = new();

    public ValueTask InitializeAsync() => _cloud.InitializeAsync();

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task A_new_tenant_has_nothing_to_explain()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);

        var diagnosis = await agent.DiagnoseAsync();

        Assert.Equal((TemplateHome.Tenant, true), (diagnosis.Tenant.Name, diagnosis.Tenant.PasswordSync));
        Assert.Equal(SignInMethod.PasswordHash, diagnosis.SignIn);
        Assert.Null(diagnosis.PasswordSyncChange);
        Assert.Equal(_cloud.Time.GetUtcNow(), diagnosis.Now);
        Assert.Equal((null, null), (diagnosis.LastContact, diagnosis.LastDelivery));
    }

    [Fact]
    public async Task The_last_contact_and_delivery_are_told_without_the_question()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        using var other = await TestAgent.EnrollAsync(_cloud, "other");
        await agent.DeliverAsync(new TestPerson().Whole());
        var delivered = Now;
        _cloud.Time.Advance(TimeSpan.FromSeconds(30));
        await agent.GetTenantAsync();
        var asked = Now;
        _cloud.Time.Advance(TimeSpan.FromSeconds(30));
        await other.GetTenantAsync();

        var diagnosis = await agent.DiagnoseAsync();

        Assert.Equal((asked, delivered), (diagnosis.LastContact, diagnosis.LastDelivery));
    }

    [Fact]
    public async Task Who_turned_password_sync_is_told()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        await _cloud.CliAsync("feature", "set", "password-sync", "off");

        var change = (await agent.DiagnoseAsync()).PasswordSyncChange!;

        Assert.Equal((false, "cli:tester@here", Now), (change.Enabled, change.By, change.At));
        Assert.Null(change.Because);
    }

    [Fact]
    public async Task The_sign_in_change_that_turned_password_sync_off_is_told_whatever_domain_is_asked_about()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        await _cloud.CliAsync("domain", "add", "contoso.example");
        await _cloud.CliAsync("domain", "verify", "contoso.example");
        await _cloud.CliAsync("sign-in", "set", "contoso.example", "federation");

        var (own, federated) = (await agent.DiagnoseAsync(), await agent.DiagnoseAsync("CONTOSO.example."));

        Assert.Equal((SignInMethod.PasswordHash, SignInMethod.Federation), (own.SignIn, federated.SignIn));
        Assert.False(own.Tenant.PasswordSync);
        var expected = new SignInChange { Domain = "contoso.example", From = SignInMethod.PasswordHash, To = SignInMethod.Federation };
        Assert.Equal((expected, expected), (own.PasswordSyncChange!.Because, federated.PasswordSyncChange!.Because));

        await _cloud.CliAsync("feature", "set", "password-sync", "on");
        var on = (await agent.DiagnoseAsync()).PasswordSyncChange!;
        Assert.Equal((true, null), (on.Enabled, on.Because));
    }

    [Fact]
    public async Task The_epoch_is_that_of_the_domain()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        await agent.EndEpochAsync(0);

        Assert.Equal(1, (await agent.DiagnoseAsync()).Tenant.Epoch);
        Assert.Equal(0, (await agent.DiagnoseAsync("south.example")).Tenant.Epoch);
    }

    [Fact]
    public async Task Somebody_whom_nobody_knows_is_not_known()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);

        Assert.Equal(new PersonDiagnosis { Known = false }, await agent.DiagnoseAsync(new TestPerson().Anchor, "nobody@north.example"));
    }

    [Fact]
    public async Task A_synchronized_person_is_told_with_the_version_of_their_password()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        await _cloud.CliAsync("feature", "set", "force-password-change", "on");
        var person = new TestPerson { Enabled = false, Expires = Now.AddDays(1), MustChange = true };
        await agent.DeliverAsync(person.Whole());

        var diagnosis = await agent.DiagnoseAsync(person.Anchor, person.UserName);

        var password = new CloudPasswordState { Synchronized = true, At = Now, Version = person.PasswordVersion, MustChange = true };
        var expected = new PersonDiagnosis
        {
            Known = true,
            UserName = $"{person.Sam}@skybridge.internal",
            Enabled = false,
            Expires = person.Expires,
            Administrator = false,
            Password = password,
        };
        Assert.Equal(expected, diagnosis);
    }

    [Fact]
    public async Task Who_set_a_password_in_the_cloud_is_told_with_the_version_that_it_stands_on()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        var person = new TestPerson();
        await agent.DeliverAsync(person.Whole());
        _cloud.Time.Advance(TimeSpan.FromMinutes(1));
        await _cloud.CliWithPasswordAsync("given by the help desk", "user", "reset-password", person.Anchor.Value);

        var password = (await agent.DiagnoseAsync(person.Anchor)).Password!;

        Assert.Equal((false, "cli:tester@here", Now), (password.Synchronized, password.By, password.At));
        Assert.Equal(person.PasswordVersion, password.Version);
    }

    [Fact]
    public async Task Who_has_no_password_and_who_left_are_told_so()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        var (without, voided, left) = (new TestPerson(), new TestPerson(), new TestPerson());
        await agent.DeliverAsync(without.ImageOnly(), voided.Whole(), left.Whole());
        await agent.DeliverAsync(voided.NoPassword(), left.Removed());

        Assert.Null((await agent.DiagnoseAsync(without.Anchor)).Password);
        Assert.Null((await agent.DiagnoseAsync(voided.Anchor)).Password);
        var gone = await agent.DiagnoseAsync(left.Anchor);
        Assert.Equal((true, Now), (gone.Known, gone.Deleted));
    }

    [Fact]
    public async Task An_administrator_is_told_to_be_one()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        var person = new TestPerson();
        await agent.DeliverAsync(person.Whole());
        await _cloud.ExecuteSqlAsync("UPDATE users SET administrator = TRUE");

        Assert.True((await agent.DiagnoseAsync(person.Anchor)).Administrator);
    }

    [Fact]
    public async Task Who_else_has_a_name_is_told_as_sign_in_would_find_them()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        await _cloud.CliAsync("domain", "add", "contoso.example");
        await _cloud.CliAsync("domain", "verify", "contoso.example");
        await _cloud.CliWithPasswordAsync("a long enough one", "user", "create", "kim@contoso.example");
        var (kim, twin, other) = (
            new TestPerson { Upn = "kim@contoso.example" },
            new TestPerson { Upn = "same@north.example" },
            new TestPerson { Upn = "Same@North.example" });
        await agent.DeliverAsync(kim.Whole(), twin.Whole(), other.Whole());

        Assert.Equal("kim@contoso.example, who exists only in the cloud", await TakenByAsync(kim, " KIM@contoso.example "));
        Assert.Contains(other.Image.DistinguishedName, await TakenByAsync(twin, twin.UserName));
        Assert.Contains(twin.Anchor.Value, await TakenByAsync(other, "same@skybridge.internal"));
        Assert.Null(await TakenByAsync(twin, "same@skybridge.internal"));

        foreach (var name in new[] { "free@contoso.example", "", " ", "a\u0007b@contoso.example", new string('a', 2000), "@" })
            Assert.Null(await TakenByAsync(kim, name));
        // Somebody whose directory wants a name of a verified domain for them, and who does not get it, is nobody's rival.
        var holder = new TestPerson { Upn = "held@contoso.example" };
        var second = new TestPerson { Upn = "second@contoso.example" };
        await agent.DeliverAsync(holder.Whole(), second.Whole(), (second with { Upn = holder.Upn }).ImageOnly());
        Assert.Null(await TakenByAsync(holder, holder.UserName));
        Assert.Contains(holder.Anchor.Value, await TakenByAsync(second, holder.UserName));

        await agent.DeliverAsync(other.Removed());
        Assert.Null(await TakenByAsync(twin, twin.UserName));

        async Task<string?> TakenByAsync(TestPerson person, string name) => (await agent.DiagnoseAsync(person.Anchor, name)).NameTakenBy;
    }

    // The database keeps milliseconds.
    DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_cloud.Time.GetUtcNow().ToUnixTimeMilliseconds());
}
