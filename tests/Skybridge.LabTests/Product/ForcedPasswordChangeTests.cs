using Skybridge.Lab;
using Skybridge.Lab.Domains;
using Skybridge.Lab.OpenId;
using Skybridge.LabTests.Troubleshooting;

namespace Skybridge.LabTests.Product;

/// <summary>
/// With the feature <c>force-password-change</c> on (R12-R15): a temporary password is synchronized, and at sign-in the person chooses another one, which stands until the
/// directory has a newer one.
/// </summary>
public class ForcedPasswordChangeTests(LabRun lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task R12_R15_from_the_temporary_password_to_the_persons_own_and_back_to_the_directorys()
    {
        await using var stack = await StartAsync("forced");
        await stack.Cloud.SetFeatureAsync("force-password-change", on: true, Token);
        var person = await stack.AddAsync("forced.one", like => like.With("pwdLastSet", "0"));
        await IsAskedAsync(stack, person, person.Password);
        var own = ProductLab.NewPassword();

        var changed = await stack.Client.SignInAsync(person.Upn, person.Password, own, Token);
        await stack.Agent.SyncAsync(Token);

        Assert.IsType<SignInResult.Accepted>(changed);
        Assert.True(await person.IsLetInAsync(own));
        Assert.False(await person.IsLetInAsync(person.Password));
        var cloud = await person.InCloudAsync();
        Assert.Equal(("cloud", $"user:{cloud!.Id}"), (cloud.PasswordSource, cloud.PasswordSetBy));
        var found = await Examination.RunAsync(stack, person.Upn);
        Assert.Equal(["cloud-password-overridden"], found.Found);
        Assert.Contains("The person chose a new password", found.SeenOf("cloud-password-overridden"));

        // The mark cleared alone makes the directory's password an ordinary one, and a newer one than what was chosen here.
        await stack.Domain.Directory.ClearPasswordChangeAsync(person.Who, Token);
        await person.SignsInAsync();
        Assert.False(await person.IsLetInAsync(own));
        Assert.Empty((await Examination.RunAsync(stack, person.Upn)).Found);
    }

    [Fact]
    public async Task R13_R14_who_waits_with_a_temporary_password_is_picked_up_when_the_feature_is_turned_on()
    {
        await using var stack = await StartAsync("forced-later");
        var fresh = await stack.AddAsync("waits.new", like => like.With("pwdLastSet", "0"));
        var known = await stack.AddSignedInAsync("waits.known");
        var temporary = await known.ResetAsync();
        await stack.Domain.Directory.RequirePasswordChangeAsync(known.Who, Token);
        await stack.Agent.SyncAsync(Token);
        Assert.False(await fresh.IsLetInAsync());

        await stack.Cloud.SetFeatureAsync("force-password-change", on: true, Token);

        await IsAskedAsync(stack, fresh, fresh.Password);
        await IsAskedAsync(stack, known, temporary);
        Assert.IsType<SignInResult.Accepted>(await stack.Client.SignInAsync(fresh.Upn, fresh.Password, ProductLab.NewPassword(), Token));
    }

    [Fact]
    public async Task The_mark_on_the_password_of_every_day_asks_for_another_one_and_a_change_in_the_directory_settles_it()
    {
        await using var stack = await StartAsync("forced-marked");
        await stack.Cloud.SetFeatureAsync("force-password-change", on: true, Token);
        var person = await stack.AddSignedInAsync("marked.later");

        await stack.Domain.Directory.RequirePasswordChangeAsync(person.Who, Token);
        await IsAskedAsync(stack, person, person.Password);
        var own = ProductLab.NewPassword();
        var changed = await stack.Domain.Kerberos.ChangePasswordAsync(person.User, person.Password, own, Token);

        Assert.True(changed.Accepted, changed.ToString());
        await person.SignsInAsync(own);
        Assert.False(await person.IsLetInAsync(person.Password));
    }

    Task<ProductLab> StartAsync(string name) => ProductLab.StartAsync(lab, name, new() { Population = Population.Nobody }, Token);

    static async Task IsAskedAsync(ProductLab stack, ProductPerson person, string password)
    {
        SignInResult? last = null;
        await Wait.TryUntilAsync(
            async token => (last = await stack.Client.SignInAsync(person.Upn, password, token)) is SignInResult.NewPasswordWanted, ProductLab.Limit, Token);
        Assert.IsType<SignInResult.NewPasswordWanted>(last);
    }
}
