using Skybridge.Cryptography;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Rules;

/// <summary>Rows R22, R23, R31, R32, R34 and R35 of docs/rules.md: which password counts, and whose.</summary>
public class PasswordRuleTests(LabRun lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task R22_a_password_reset_in_the_cloud_counts_until_the_directorys_changes()
    {
        const string cloudPassword = "only in the cloud, r22";
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("r22.overridden");

        await stack.Cloud.ResetPasswordAsync(person.Upn, cloudPassword, Token);
        Assert.True(await person.IsLetInAsync(cloudPassword));
        Assert.False(await person.IsLetInAsync());
        var fresh = await person.ResetAsync();

        await person.SignsInAsync(fresh);
        Assert.False(await person.IsLetInAsync(cloudPassword));
    }

    [Theory]
    [InlineData("r23.one", "ü")]
    [InlineData("r23.same", "r23.same")]
    [InlineData("r23.plain", "password")]
    [InlineData("r23.scripts", "пароль パスワード 🌉")]
    public async Task R23_the_directorys_rules_for_passwords_are_the_ones_that_count(string user, string password)
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddAsync(user);

        await stack.Domain.Directory.SetPasswordAsync(person.Who, password, Token);

        await person.SignsInAsync(password);
    }

    [Fact]
    public async Task R31_a_person_of_the_cloud_is_never_written()
    {
        const string cloudPassword = "of the cloud alone, r31";
        var stack = await lab.ProductAsync();
        await stack.Cloud.AddUserAsync("r31.cloud@north.example", cloudPassword, cancellationToken: Token);

        var person = await stack.AddAsync("r31.cloud");
        var asked = await person.SyncAsync();

        Assert.Equal("name-taken-by-cloud-user", asked.Reason);
        Assert.True(await stack.IsLetInAsync(person.Upn, cloudPassword));
        Assert.False(await person.IsLetInAsync());
    }

    [Fact]
    public async Task R32_a_suffix_that_is_not_verified_becomes_the_tenants_own_and_the_password_comes_along()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("r32.away", like => like.Named("r32.away@not-verified.test"));

        var asked = await person.SyncAsync();

        Assert.Equal(("Success", "r32.away@skybridge.internal"), (asked.Status, asked.UserName));
        Assert.True(await stack.IsLetInAsync("r32.away@skybridge.internal", person.Password));
    }

    [Fact]
    public async Task R34_an_account_without_a_hash_is_named_and_a_hash_without_keys_is_enough()
    {
        var password = ProductLab.NewPassword();
        var copied = new byte[NtHash.Size];
        NtHash.FromPassword(password, copied);
        var stack = await lab.ProductAsync();

        await stack.Domain.Directory.AddAsync(new() { Name = "r34.copied", User = "r34.copied", Upn = "r34.copied@north.example", NtHash = copied }, Token);

        await stack.SignsInAsync("r34.copied@north.example", password);
        Assert.Equal("no-password", (await stack.Agent.SyncPersonAsync("never.set", Token)).Reason);
    }

    [Fact]
    public async Task R35_a_session_outlives_the_password_that_began_it()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddAsync("r35.session");
        var before = await person.SignsInAsync();

        await person.SignsInAsync(await person.ResetAsync());
        var renewed = await stack.Client.RefreshAsync(before.Tokens, Token);

        Assert.NotEqual(before.Tokens.AccessToken, renewed.AccessToken);
        Assert.False(await person.IsLetInAsync());
    }
}
