using Skybridge.Lab.Domains;
using Skybridge.Lab.Wire;

namespace Skybridge.LabTests.ActiveDirectory;

/// <summary>Every state of an account, set and taken back, as the KDC and LDAP see it.</summary>
public class AccountTests(LabRun lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_administrator_sets_a_password()
    {
        var domain = await NewAsync("admin.set", "Old-1");

        await domain.Directory.SetPasswordAsync("admin.set", "Nouveau 🗝 \"1\"", Token);

        Assert.Equal(KerberosAnswer.WrongPassword, (await domain.Kerberos.TryAsync("admin.set", "Old-1", Token)).Code);
        Assert.True((await domain.Kerberos.TryAsync("admin.set", "Nouveau 🗝 \"1\"", Token)).Accepted);
    }

    [Theory]
    [InlineData("owner.1", "Neues Paßwort 🗝")]
    [InlineData("owner.2", "  spaces, quotes \" and \\ ")]
    public async Task An_owner_changes_a_password_over_the_wire(string user, string password)
    {
        var domain = await NewAsync(user, "Old-1");
        var before = await domain.Directory.ReadAsync(user, cancellationToken: Token);

        var refused = await domain.Kerberos.ChangePasswordAsync(user, "wrong", password, Token);
        var changed = await domain.Kerberos.ChangePasswordAsync(user, "Old-1", password, Token);

        Assert.Equal(KerberosAnswer.WrongPassword, refused.Code);
        Assert.Equal((0, true), (changed.Code, changed.Accepted));
        Assert.True((await domain.Kerberos.TryAsync(user, password, Token)).Accepted);
        var after = await domain.Directory.ReadAsync(user, cancellationToken: Token);
        Assert.Equal(before!.Stamp("unicodePwd")!.Version + 1, after!.Stamp("unicodePwd")!.Version);
    }

    [Fact]
    public async Task Must_change_is_set_used_and_cleared()
    {
        var domain = await NewAsync("must.change", "Old-1");
        var directory = domain.Directory;

        await directory.RequirePasswordChangeAsync("must.change", Token);
        var required = await domain.Kerberos.TryAsync("must.change", "Old-1", Token);
        await directory.ClearPasswordChangeAsync("must.change", Token);
        var cleared = await domain.Kerberos.TryAsync("must.change", "Old-1", Token);
        await directory.RequirePasswordChangeAsync("must.change", Token);
        var changed = await domain.Kerberos.ChangePasswordAsync("must.change", "Old-1", "New-1", Token);

        Assert.Equal(KerberosAnswer.PasswordExpired, required.Code);
        Assert.True(cleared.Accepted);
        Assert.True(changed.Accepted, changed.Text);
        Assert.True((await domain.Kerberos.TryAsync("must.change", "New-1", Token)).Accepted);
    }

    [Fact]
    public async Task Disabled_expired_and_locked_accounts_come_back()
    {
        var domain = await NewAsync("comes.back", "Old-1");
        var directory = domain.Directory;

        await directory.DisableAsync("comes.back", Token);
        var disabled = await ReasonAsync(domain, "comes.back");
        await directory.EnableAsync("comes.back", Token);
        await directory.ExpireAsync("comes.back", Token);
        var expired = await ReasonAsync(domain, "comes.back");
        await directory.SetAccountExpiryAsync("comes.back", null, Token);
        await directory.LockOutAsync("comes.back", Token);
        var locked = await ReasonAsync(domain, "comes.back");
        await directory.UnlockAsync("comes.back", Token);

        Assert.Equal((LdapAnswer.AccountDisabled, LdapAnswer.AccountExpired, LdapAnswer.LockedOut), (disabled, expired, locked));
        Assert.Equal(0, await ReasonAsync(domain, "comes.back"));
    }

    [Fact]
    public async Task Wrong_passwords_lock_an_account()
    {
        var domain = await lab.OwnAsync("guessing");
        await using var stopped = domain;
        await domain.StartAsync(Token);
        await domain.Directory.AddUserAsync("guessed", "guessed@north.example", "Right-1", Token);

        await domain.LockOutByGuessingAsync("guessed", Token);

        Assert.Equal(LdapAnswer.LockedOut, await ReasonAsync(domain, "guessed", "Right-1"));
    }

    [Fact]
    public async Task An_expired_password_is_set_anew()
    {
        var domain = await NewAsync("expires", "Old-1");

        await domain.Directory.ExpirePasswordAsync("expires", Token);
        var expired = await ReasonAsync(domain, "expires");
        await domain.Directory.SetPasswordAsync("expires", "Old-1", Token);

        Assert.Equal(LdapAnswer.PasswordExpired, expired);
        Assert.Equal(0, await ReasonAsync(domain, "expires"));
    }

    [Fact]
    public async Task A_smart_card_replaces_the_password()
    {
        var domain = await NewAsync("card", "Old-1");

        await domain.Directory.RequireSmartCardAsync("card", Token);

        Assert.Equal(KerberosAnswer.WrongPassword, (await domain.Kerberos.TryAsync("card", "Old-1", Token)).Code);
    }

    [Fact]
    public async Task A_policy_is_obeyed()
    {
        var domain = await lab.OwnAsync("policy");
        await using var stopped = domain;
        await domain.StartAsync(Token);
        await domain.Directory.AddUserAsync("policed", "policed@north.example", "Old-1", Token);
        await domain.Directory.SetPasswordPolicyAsync(new() { MinimumLength = 10, Complexity = true }, Token);

        var refused = await domain.Kerberos.ChangePasswordAsync("policed", "Old-1", "short", Token);
        var changed = await domain.Kerberos.ChangePasswordAsync("policed", "Old-1", "Long-enough-and-complex-1", Token);

        Assert.False(refused.Accepted);
        Assert.True(changed.Accepted, changed.Text);
    }

    async Task<SambaDomainController> NewAsync(string user, string password)
    {
        var domain = await lab.NorthAsync();
        await domain.Directory.AddUserAsync(user, $"{user}@north.example", password, Token);
        return domain;
    }

    static async Task<int> ReasonAsync(SambaDomainController domain, string user, string password = "Old-1") =>
        (await domain.Ldap.TryAsync($"{domain.Options.NetBiosName}\\{user}", password, Token)).Reason;
}
