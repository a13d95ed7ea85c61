using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Skybridge.Lab;
using Skybridge.Lab.Processes;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Web;

/// <summary>The programs of <c>tests/web</c>, with everything that they stand on, in a folder of this run.</summary>
/// <remarks>
/// Both need Node.js 20: playwright-core refuses anything older, and openid-client needs the global Web Cryptography that 18 lacks. Debian 13 has 20; Debian 12
/// has 18, which is enough to fetch a newer one from the package registry.
/// </remarks>
sealed class WebPrograms
{
    const int OldestNode = 20;
    const string NewerNode = "22";
    const string Federated = "federated.mjs";

    readonly string _folder;
    readonly string _node;

    WebPrograms(string folder, string node)
    {
        _folder = folder;
        _node = node;
    }

    /// <summary>Installs what is missing of packages, and the locked npm packages.</summary>
    public static async Task<WebPrograms> InstallAsync(string folder, CancellationToken cancellationToken)
    {
        await HostPackages.EnsureAsync(HostPackages.Browser, TestContext.Current.SendDiagnosticMessage, cancellationToken);
        if (!File.Exists("/usr/bin/node") || !File.Exists("/usr/bin/npm"))
            await HostPackages.EnsureAsync(HostPackages.Node, TestContext.Current.SendDiagnosticMessage, cancellationToken);

        LabPaths.CreatePrivate(folder);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "web")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        await NpmAsync(["ci", "--prefix", folder], cancellationToken);
        return new(folder, await IsNewEnoughAsync("node", cancellationToken) ? "node" : await FetchNodeAsync(folder, cancellationToken));
    }

    /// <summary>Signs somebody in, or tries to and is refused; requires that it went as expected.</summary>
    /// <returns>What the program found out.</returns>
    public async Task<JsonElement> RunAsync(string program, ProductLab stack, string user, string password, bool isRefused = false, string? newPassword = null)
    {
        var passwordFile = await WriteAsync(password);
        var newPasswordFile = newPassword is null ? null : await WriteAsync(newPassword);
        return await RunAsync(program, new
        {
            issuer = stack.Cloud.Url,
            ca = stack.Cloud.CaFile,
            clientId = ProductLab.ClientId,
            redirectUri = ProductLab.Callback,
            user,
            passwordFile,
            newPasswordFile,
            expect = isRefused ? "refused" : "signs-in",
        });
    }

    /// <summary>Signs somebody of a federated domain in, in a browser at both clouds; or requires that a page with this heading refuses them.</summary>
    public async Task FederatedAsync(FederatedStack lane, string user, string password, string? refusal = null)
    {
        await RunAsync(Federated, new
        {
            issuer = lane.Stack.Cloud.Url,
            ca = lane.Stack.Cloud.CaFile,
            clientId = ProductLab.ClientId,
            redirectUri = ProductLab.Callback,
            user,
            passwordFile = await WriteAsync(password),
            provider = new { url = lane.Provider.Url, ca = lane.Provider.CaFile },
            expect = refusal ?? "signs-in",
            screenshots = Environment.GetEnvironmentVariable("SKYBRIDGE_SCREENSHOTS"),
        });
    }

    /// <summary>Has an administrator decide in a browser about a command that waits.</summary>
    public async Task DecideAsync(ProductLab stack, string address, string administrator, string password, bool allow)
    {
        await RunAsync(Federated, new
        {
            issuer = stack.Cloud.Url,
            ca = stack.Cloud.CaFile,
            clientId = ProductLab.ClientId,
            redirectUri = ProductLab.Callback,
            user = administrator,
            passwordFile = await WriteAsync(password),
            verify = address,
            decision = allow ? "Allow" : "Do not allow",
            screenshots = Environment.GetEnvironmentVariable("SKYBRIDGE_SCREENSHOTS"),
        });
    }

    async Task<JsonElement> RunAsync<T>(string program, T what)
    {
        var request = JsonSerializer.Serialize(what);
        var result = await Tool.RunAsync(_node, [Path.Combine(_folder, program), request], cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(result.ExitCode == 0, $"{program} ended with exit code {result.ExitCode}: {result.Output}{result.Errors}");
        using var json = JsonDocument.Parse(result.Output);
        return json.RootElement.Clone();
    }

    async Task<string> WriteAsync(string password)
    {
        var file = Path.Combine(_folder, $"{Guid.NewGuid():N}.password");
        await LabPaths.WritePrivateAsync(file, password, TestContext.Current.CancellationToken);
        return file;
    }

    static async Task<bool> IsNewEnoughAsync(string node, CancellationToken cancellationToken)
    {
        var version = await Tool.CheckAsync(node, ["--version"], "Is Node.js whole?", cancellationToken: cancellationToken); // v20.19.2
        return int.Parse(version.TrimStart('v').Split('.')[0], CultureInfo.InvariantCulture) >= OldestNode;
    }

    static async Task<string> FetchNodeAsync(string folder, CancellationToken cancellationToken)
    {
        var package = $"node-linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        var prefix = Path.Combine(folder, "node");
        await NpmAsync(["install", "--prefix", prefix, $"{package}@{NewerNode}"], cancellationToken);
        var node = Path.Combine(prefix, "node_modules", package, "bin", "node");
        return File.Exists(node)
            ? node
            : throw new LabException("The Node.js of this system is too old for the web tests, and npm brought none.", $"Install Node.js {OldestNode} or newer.");
    }

    static Task<string> NpmAsync(string[] arguments, CancellationToken cancellationToken) => Tool.CheckAsync(
        "npm",
        [.. arguments, "--cache", Path.Combine(LabPaths.Cache, "npm"), "--prefer-offline", "--no-audit", "--no-fund"],
        "Does npm reach its registry?",
        cancellationToken: cancellationToken);
}
