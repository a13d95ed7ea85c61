using System.Text.Json;

namespace Skybridge.LabTests.Domains;

/// <summary>lab.json is read by scripts and acceptance checks: its shape stays.</summary>
public class LabDescriptionTests(LabRun lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_what_it_promises()
    {
        var domain = await lab.NorthAsync();
        var description = domain.Describe();
        description.Cloud = new("https://localhost:1", "/ca.pem", "/cloud");
        description.Agent = new("/agent");
        description.Commands = new(["skybridge"], ["skybridge-cloud"]);
        description.Client = new("lab", "https://localhost:1/callback");
        var path = Path.Combine(lab.Folder, "lab.json");

        await description.WriteAsync(path, Token);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(path, Token));

        var root = json.RootElement;
        Assert.Equal(
            ["realm", "domain", "netbios", "baseDn", "domainController", "administrator", "connectorAccount", "people", "cloud", "agent", "commands", "client"],
            Names(root));
        Assert.Equal(["name", "address", "smbConf", "krb5Conf"], Names(root.GetProperty("domainController")));
        Assert.Equal(["user", "password"], Names(root.GetProperty("connectorAccount")));
        Assert.Equal(["url", "caFile", "home"], Names(root.GetProperty("cloud")));
        Assert.Equal(["skybridge", "skybridgeCloud"], Names(root.GetProperty("commands")));
        Assert.Equal(["id", "redirectUri"], Names(root.GetProperty("client")));
        var person = root.GetProperty("people").EnumerateArray().Single(one => one.GetProperty("user").GetString() == "quotes");
        Assert.Equal(["user", "upn", "dn", "password", "expect", "why"], Names(person));
        Assert.Equal(domain.People.Single(one => one.User == "quotes").Password, person.GetProperty("password").GetString());
        Assert.Equal("signs-in", person.GetProperty("expect").GetString());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(property => property.Name);
}
