using System.Text.Json;
using Skybridge.Lab;
using Skybridge.Lab.Domains;
using Skybridge.Lab.OpenId;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Packaging;

/// <summary>A machine with both programs' packages, and a domain controller in its network.</summary>
sealed class InstalledProduct : IAsyncDisposable
{
    public const string Agent = "skybridge";
    public const string Cloud = "skybridge-cloud";
    public static readonly string[] Services = [Cloud, Agent];

    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    readonly string _folder;
    readonly NetworkNamespace _network;
    OpenIdClient? _client;

    InstalledProduct(string folder, NetworkNamespace network, SambaDomainController domain, LabMachine machine) =>
        (_folder, _network, Domain, Machine) = (folder, network, domain, machine);

    public LabMachine Machine { get; }

    public SambaDomainController Domain { get; }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    Uri Url => new($"https://{_network.Address}:8443/");

    /// <summary>Starts the machine and the domain controller; nothing is installed yet.</summary>
    public static async Task<InstalledProduct> StartAsync(LabRun lab, string folder)
    {
        var network = await NetworkNamespace.CreateAsync(folder, Token);
        SambaDomainController? domain = null;
        LabMachine? machine = null;
        try
        {
            var options = new DomainControllerOptions { Population = Population.Nobody, Address = network.Address, PrefixLength = NetworkNamespace.PrefixLength, Wrapper = network.Wrapper };
            domain = await lab.OwnAsync(Path.Combine(Path.GetFileName(folder), "dc"), options);
            await domain.StartAsync(Token);
            machine = await LabMachine.CreateAsync(folder, network, Token);
            await machine.BootAsync(Token);
            return new(folder, network, domain, machine);
        }
        catch
        {
            await (machine?.DisposeAsync() ?? default);
            await (domain?.DisposeAsync() ?? default);
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs something in the machine, which must succeed.</summary>
    public Task<string> CheckAsync(params IReadOnlyList<string> command) => Machine.CheckAsync(command, Token);

    /// <summary>Installs packages that are in the machine already, or newer versions of them.</summary>
    public Task InstallAsync(IEnumerable<string> files) => CheckAsync(["dpkg", "--install", .. files.Select(file => $"/packages/{Path.GetFileName(file)}")]);

    /// <summary>What systemd knows of a service.</summary>
    public async Task<string> ShowAsync(string service, string property) => (await CheckAsync("systemctl", "show", "--property", property, "--value", service)).Trim();

    /// <summary>Sets the cloud up, by root's own commands, and starts its service.</summary>
    public async Task SetUpCloudAsync()
    {
        await CheckAsync(Cloud, "init", "--name", "Machine", "--host", $"{_network.Address}");
        await CheckAsync("systemctl", "start", Cloud); // Comes back when the service has said that it is ready.
        await CheckAsync(Cloud, "domain", "add", Domain.Options.Domain);
        await CheckAsync(Cloud, "domain", "verify", Domain.Options.Domain);
        await CheckAsync(Cloud, "client", "add", ProductLab.ClientId, "--id", ProductLab.ClientId, "--redirect-uri", ProductLab.Callback.ToString());
        var authority = Path.Combine(_folder, "ca.pem");
        await File.WriteAllTextAsync(authority, await CheckAsync("cat", "/var/lib/skybridge-cloud/tls/ca.pem"), Token);
        _client = new(new() { Issuer = Url, ClientId = ProductLab.ClientId, RedirectUri = ProductLab.Callback, CaFile = authority });
    }

    /// <summary>Sets the agent up, and starts its service.</summary>
    public async Task SetUpAgentAsync()
    {
        using var invitation = JsonDocument.Parse(await CheckAsync(Cloud, "enroll", "machine", "--json"));
        var password = Path.Combine(_folder, "password");
        await LabPaths.WritePrivateAsync(password, Domain.Accounts.ConnectorPassword, Token);
        await Machine.AddAsync(password, Token);
        await CheckAsync("install", "--owner", Agent, "--mode", "0400", "/packages/password", "/run/password");
        await CheckAsync("install", "--mode", "0444", "/var/lib/skybridge-cloud/tls/ca.pem", "/run/ca.pem");
        await CheckAsync(
            "env", "SKYBRIDGE_ACCOUNT_PASSWORD_FILE=/run/password", $"SKYBRIDGE_CLOUD={Url}", "SKYBRIDGE_CA_FILE=/run/ca.pem",
            Agent, "init", "--domain", Domain.Options.Domain, "--domain-controller", $"{_network.Address}:{Domain.Options.FullHostName}",
            "--account", ServiceAccounts.Connector, "--enrollment-code", invitation.RootElement.GetProperty("code").GetString()!, "--yes");
        await CheckAsync("systemctl", "start", Agent);
    }

    /// <summary>Waits until a password that somebody has only now signs in, and returns who that is to the cloud.</summary>
    public async Task<string> ProveAsync(string user)
    {
        var password = ProductLab.NewPassword();
        await Domain.Directory.SetPasswordAsync(user, password, Token);
        SignInResult? last = null;
        await Wait.TryUntilAsync(
            async token =>
            {
                try
                {
                    last = await _client!.SignInAsync($"{user}@{Domain.Options.Domain}", password, token);
                }
                catch (HttpRequestException)
                {
                    // Its service is on its way.
                }

                return last is SignInResult.Accepted;
            },
            Limit,
            Token);
        return Assert.IsType<SignInResult.Accepted>(last).Claims["sub"].GetString()!;
    }

    /// <summary>Waits until a service runs, as another process than before.</summary>
    public Task IsAnewAsync(string service, string before) => Wait.UntilAsync(
        async _ => await ShowAsync(service, "ActiveState") == "active" && await ShowAsync(service, "MainPID") is var now && now != before && now != "0",
        Limit, $"{service} to be started anew", Token);

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await Machine.DisposeAsync();
        await Domain.DisposeAsync();
        await _network.DisposeAsync();
    }
}
