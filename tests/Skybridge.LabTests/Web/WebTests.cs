using System.Text.Json;
using Skybridge.Lab;
using Skybridge.Lab.Domains;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Web;

/// <summary>Somebody from the real directory signs in by programs that know nothing of us: a standard client's library, and a browser.</summary>
public class WebTests(LabRun lab)
{
    const string Client = "oidc.mjs";
    const string Browser = "browser.mjs";

    [Fact]
    public async Task A_standard_client()
    {
        var (stack, programs) = (await lab.ProductAsync(), await lab.WebProgramsAsync());
        const string name = "Zoë \"🦊\" O'Brien, <b>&amp;</b> \\";
        var person = await stack.AddSignedInAsync("web.client", like => like.With("displayName", name).With("mail", "web.client@mail.example"));

        var before = await programs.RunAsync(Client, stack, person.Upn, person.Password);
        var fresh = await person.ResetAsync();
        await person.SignsInAsync(fresh);
        var after = await programs.RunAsync(Client, stack, person.Upn, fresh);
        await programs.RunAsync(Client, stack, person.Upn, person.Password, isRefused: true);

        Assert.Equal((await person.InCloudAsync())!.Id.ToString(), Claim(before, "claims", "sub"));
        Assert.Equal(Claim(before, "claims", "sub"), Claim(after, "claims", "sub"));
        foreach (var source in (string[])["claims", "userinfo"])
        {
            Assert.Equal(name, Claim(after, source, "name"));
            Assert.Equal("web.client@mail.example", Claim(after, source, "email"));
            Assert.Equal(person.Upn, Claim(after, source, "preferred_username"));
        }
    }

    [Fact]
    public async Task A_browser()
    {
        var (stack, programs) = (await lab.ProductAsync(), await lab.WebProgramsAsync());
        var person = await stack.AddSignedInAsync("web.browser");

        await programs.RunAsync(Browser, stack, person.Upn, person.Password);
        var fresh = await person.ResetAsync();
        await person.SignsInAsync(fresh);

        await programs.RunAsync(Browser, stack, person.Upn, fresh);
        await programs.RunAsync(Browser, stack, person.Upn, person.Password, isRefused: true);
    }

    [Fact]
    public async Task A_browser_with_a_temporary_password()
    {
        await using var stack = await ProductLab.StartAsync(lab, "web-temporary", new() { Population = Population.Nobody }, TestContext.Current.CancellationToken);
        var programs = await lab.WebProgramsAsync();
        await stack.Cloud.SetFeatureAsync("force-password-change", on: true, TestContext.Current.CancellationToken);
        var person = await stack.AddAsync("web.temporary", like => like.With("pwdLastSet", "0"));
        await Wait.UntilAsync(async _ => (await person.InCloudAsync())?.HasPassword == true, ProductLab.Limit, "the temporary password in the cloud", TestContext.Current.CancellationToken);
        var own = ProductLab.NewPassword();

        await programs.RunAsync(Browser, stack, person.Upn, person.Password, newPassword: own);

        Assert.True(await person.IsLetInAsync(own));
        Assert.False(await person.IsLetInAsync());
    }

    static string? Claim(JsonElement result, string source, string name) => result.GetProperty(source).GetProperty(name).GetString();
}
