using Microsoft.Data.Sqlite;
using Skybridge.Lab.Domains;
using Skybridge.Lab.OpenId;
using Skybridge.LabTests.Product;
using Skybridge.LabTests.Troubleshooting;

namespace Skybridge.LabTests.Rules;

/// <summary>Rows R10, R24 to R26 and R36 of docs/rules.md: which account is the person, how long a password stays, and how it is got rid of.</summary>
public class PolicyRuleTests(LabRun lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task R10_of_two_accounts_with_one_anchor_the_first_is_the_person_and_the_other_is_named()
    {
        await using var stack = await StartAsync("r10");
        var anchor = Guid.NewGuid().ToByteArray();
        var first = await stack.AddSignedInAsync("r10.first", like => like.With("mS-DS-ConsistencyGuid", anchor));
        var before = ProductPerson.SubjectOf(await first.SignsInAsync());

        var copied = await stack.AddAsync("r10.copied", like => like.With("mS-DS-ConsistencyGuid", anchor));
        var asked = await copied.SyncAsync();

        Assert.Equal(("TargetNotExportedToDirectory", "anchor-taken"), (asked.Status, asked.Reason));
        Assert.False(await copied.IsLetInAsync());
        Assert.True(await first.IsLetInAsync());
        var examination = await Examination.UntilAsync(stack, copied.Upn, "not-exported");
        Assert.Contains("r10.first", examination.SeenOf("not-exported"), StringComparison.Ordinal);

        // The copy's end is not the person's; the person's is, and then the other account is the same person with a password of its own.
        await copied.ResetAsync();
        await stack.Domain.Directory.DisableAsync(copied.Who, Token);
        await stack.Agent.SyncAsync(Token);
        Assert.True(await first.IsLetInAsync());
        await stack.Domain.Directory.EnableAsync(copied.Who, Token);
        await stack.Domain.Directory.DeleteAsync(first.Who, Token);
        await first.IsRefusedAsync();
        await copied.SyncAsync();
        Assert.Equal(before, ProductPerson.SubjectOf(await copied.SignsInAsync(copied.Current)));
        Assert.False(await stack.IsLetInAsync(copied.Upn, first.Password));
    }

    [Fact]
    public async Task R24_R25_R26_a_password_never_grows_too_old_unless_the_clouds_own_policy_is_to_count()
    {
        await using var stack = await StartAsync("r24");
        await stack.Cloud.AddUserAsync("cloudy@skybridge.internal", "of the cloud alone", cancellationToken: Token);
        var (person, service) = (await stack.AddSignedInAsync("r24.person"), await stack.AddSignedInAsync("r25.service"));
        Assert.Contains("never expire", await stack.Cloud.CommandAsync(["password-policy", "show"], Token), StringComparison.Ordinal);
        GrowOld(stack);
        Assert.True(await person.IsLetInAsync());

        await stack.Cloud.CommandAsync(["password-policy", "set", "--max-age", "90"], Token);
        Assert.True(await person.IsLetInAsync());
        Assert.IsType<SignInResult.NewPasswordWanted>(await stack.Client.SignInAsync("cloudy@skybridge.internal", "of the cloud alone", Token));

        await stack.Cloud.SetFeatureAsync("cloud-password-policy", on: true, Token);
        await stack.Cloud.CommandAsync(["user", "set", service.Upn, "--password-never-expires", "on"], Token);
        Assert.True(await service.IsLetInAsync());
        Assert.IsType<SignInResult.NewPasswordWanted>(await stack.Client.SignInAsync(person.Upn, person.Password, Token));
        Assert.IsType<SignInResult.Accepted>(await stack.Client.SignInAsync(person.Upn, person.Password, ProductLab.NewPassword(), Token));
        await person.SignsInAsync(await person.ResetAsync());
    }

    [Fact]
    public async Task R36_turned_off_the_hashes_stay_until_they_are_purged_and_come_again_once_on()
    {
        await using var stack = await StartAsync("r36");
        var person = await stack.AddSignedInAsync("r36.person");
        await stack.Cloud.SetFeatureAsync("password-sync", on: false, Token);
        var fresh = await person.ResetAsync();
        await stack.Agent.SyncAsync(Token);
        Assert.True(await person.IsLetInAsync());
        Assert.False(await person.IsLetInAsync(fresh));

        await stack.Cloud.CommandAsync(["user", "purge-passwords", "--all", "--yes"], Token);
        Assert.False(await person.IsLetInAsync());
        Assert.True(CloudStore.ReadPeople(stack).All(row => row.Verifier.Length == 0), "A verifier is still there.");

        await stack.Cloud.SetFeatureAsync("password-sync", on: true, Token);
        await person.SignsInAsync(fresh);
    }

    Task<ProductLab> StartAsync(string name) => ProductLab.StartAsync(lab, name, new() { Population = Population.Nobody }, Token);

    // As if a hundred days had passed since every password was set.
    static void GrowOld(ProductLab stack)
    {
        var age = TimeSpan.FromDays(100);
        using var connection = new SqliteConnection($"Data Source={Path.Combine(stack.Cloud.Home, "cloud.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE credentials SET changed_at = changed_at - $milliseconds, last_set_time = last_set_time - $ticks";
        command.Parameters.AddWithValue("$milliseconds", (long)age.TotalMilliseconds);
        command.Parameters.AddWithValue("$ticks", age.Ticks);
        command.ExecuteNonQuery();
    }
}
