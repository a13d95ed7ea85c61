using System.Text.Json.Nodes;
using Skybridge.Lab;
using Skybridge.Lab.Domains;
using Skybridge.Lab.Product;

namespace Skybridge.LabTests.Product;

/// <summary><c>config export</c> and <c>import</c>: everything that is set goes to another home and back, without a secret; what is wrong changes nothing.</summary>
public class ConfigTests(LabRun lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task There_and_back()
    {
        await using var stack = await ProductLab.StartAsync(lab, "config", new() { Population = Population.Nobody }, Token);
        var person = await stack.AddSignedInAsync("stays");
        await stack.Domain.Directory.EnsureOuAsync(["Outside"], Token);
        await stack.Agent.CommandAsync(["scope", "set", "--exclude", $"OU=Outside,{stack.Domain.Options.BaseDn}", "--filter", "employeeType=a*"], Token);
        await stack.Agent.CommandAsync(["scope", "set", "--exclude", $"OU=Outside,{stack.Domain.Options.BaseDn}"], Token);
        var (file, home) = (stack.PathOf("exported.json"), stack.PathOf("imported"));
        await stack.Agent.CommandAsync(["config", "export", file], Token);
        var exported = await File.ReadAllTextAsync(file, Token);
        Assert.DoesNotContain(stack.Domain.Accounts.ConnectorPassword, exported, StringComparison.Ordinal);
        Assert.Contains("OU=Outside", exported, StringComparison.Ordinal);
        Assert.Equal(exported, await stack.Agent.CommandAsync(["config", "export"], Token));

        string[] import = ["config", "import", file, "--home", home];
        var code = await stack.Cloud.EnrollAsync("imported", Token);
        await RefusedAsync(home, "no password", [.. import, "--enrollment-code", code]);
        await RefusedAsync(home, "password", [.. import, "--enrollment-code", code, "--password-file", await FileAsync(stack, "not the password")]);
        var password = await FileAsync(stack, stack.Domain.Accounts.ConnectorPassword);
        await RefusedAsync(home, "enrolment code", [.. import, "--password-file", password]);
        await Programs.CheckAsync(Programs.Agent, [.. import, "--enrollment-code", code, "--password-file", password], cancellationToken: Token);
        Assert.Equal(exported, await Programs.CheckAsync(Programs.Agent, ["config", "export", "--home", home], cancellationToken: Token));

        // Over one that is there: who it is and its passwords stay, the running service takes it up.
        var outside = await stack.AddSignedInAsync("leaves");
        await stack.Domain.Directory.MoveAsync(outside.Who, ["Outside"], Token);
        await outside.IsRefusedAsync();
        var everybody = JsonNode.Parse(exported)!;
        everybody["connectors"]![0]!.AsObject().Remove("scope");
        await File.WriteAllTextAsync(file, everybody.ToJsonString(), Token);
        await stack.Agent.CommandAsync(["config", "import", file], Token);
        await outside.SignsInAsync();
        await stack.AgreesAsync(person, outside);
    }

    [Fact]
    public async Task What_is_no_such_file_is_refused()
    {
        await using var stack = await ProductLab.StartAsync(lab, "config-wrong", new() { Population = Population.Nobody }, Token);
        var file = stack.PathOf("wrong.json");
        await stack.Agent.CommandAsync(["config", "export", file], Token);
        var exported = await File.ReadAllTextAsync(file, Token);
        Assert.Contains("cannot be written", (await stack.Agent.TryCommandAsync(["config", "export", file], Token)).Errors, StringComparison.Ordinal);

        foreach (var (wrong, error) in new[]
        {
            ("", "cannot be used"),
            ("{}", "cannot be used"),
            ("""{ "cloud": "https://127.0.0.1/", "connectors": [null] }""", "one of the connectors is null"),
            (exported.Replace("\"version\": 1", "\"version\": 2", StringComparison.Ordinal), "is of version 2"),
            (exported.Replace("\"version\"", "\"versoin\"", StringComparison.Ordinal), "versoin"),
            (exported.Replace("north.example\",", "north\",", StringComparison.Ordinal), "is not the DNS name of a domain"),
            (exported.Replace("https:", "http:", StringComparison.Ordinal), "is not the address of a cloud"),
            (exported.Replace(stack.Cloud.Url.ToString(), "https://127.0.0.1:9/", StringComparison.Ordinal), "The file is of an agent of"),
        })
        {
            await File.WriteAllTextAsync(file, wrong, Token);
            var refused = await stack.Agent.TryCommandAsync(["config", "import", file], Token);
            Assert.True(refused.ExitCode == 2, refused.Output + refused.Errors);
            Assert.Contains(error, refused.Errors, StringComparison.Ordinal);
            Assert.Contains("hint: ", refused.Errors, StringComparison.Ordinal);
            Assert.Equal(exported, await stack.Agent.CommandAsync(["config", "export"], Token));
        }
    }

    static async Task RefusedAsync(string home, string error, string[] command)
    {
        var refused = await Programs.RunAsync(Programs.Agent, command, cancellationToken: Token);
        Assert.True(refused.ExitCode == 2, refused.Output + refused.Errors);
        Assert.Contains(error, refused.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(home));
    }

    static async Task<string> FileAsync(ProductLab stack, string secret)
    {
        var path = stack.PathOf($"secret-{Guid.NewGuid():N}");
        await LabPaths.WritePrivateAsync(path, secret, Token);
        return path;
    }
}
