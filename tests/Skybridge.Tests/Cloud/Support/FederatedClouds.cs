using System.Net;
using System.Text.RegularExpressions;

namespace Skybridge.Tests.Cloud.Support;

/// <summary>Two clouds: one whose domain is federated, and one that is its provider. Both are whole, and talk by TLS.</summary>
/// <remarks>They are on two names of loopback: a browser's cookies do not tell ports apart.</remarks>
public sealed partial class FederatedClouds : IAsyncLifetime
{
    public const string Domain = "north.example";
    public const string ClientId = "the-cloud";
    public const string Secret = "a secret of two clouds";
    const string Return = $"/account/federation/{Domain}/return";

    internal RunningCloud Ours { get; } = new();

    internal RunningCloud Provider { get; } = new() { HostName = "localhost" };

    public async ValueTask InitializeAsync()
    {
        await Ours.InitializeAsync();
        await Provider.InitializeAsync();
        foreach (var cloud in (RunningCloud[])[Ours, Provider])
        {
            await cloud.CliAsync("domain", "add", Domain);
            await cloud.CliAsync("domain", "verify", Domain);
        }

        var added = await Provider.CliAsync("client", "add", "Our cloud", "--id", ClientId, "--redirect-uri", new Uri(Ours.Url, Return).AbsoluteUri, "--secret-file", TemporaryFolder.File(Secret));
        Assert.True(added.ExitCode == 0, added.Error);
    }

    public async ValueTask DisposeAsync()
    {
        await Ours.DisposeAsync();
        await Provider.DisposeAsync();
    }

    /// <summary>Federates the domain.</summary>
    internal Task<CliRun> FederateAsync(params string[] more) => Ours.CliAsync(["sign-in", "set", Domain, "federation", .. ProviderArguments(), .. more]);

    internal string[] ProviderArguments() =>
        ["--issuer", Provider.Url.AbsoluteUri, "--client-id", ClientId, "--client-secret-file", TemporaryFolder.File(Secret), "--ca-file", Path.Combine(Provider.Home, "tls", "ca.pem")];

    /// <summary>Makes somebody whom the provider knows.</summary>
    internal async Task AddAtProviderAsync(string name, string password)
    {
        var run = await Provider.CliWithPasswordAsync(password, "user", "create", name);
        Assert.True(run.ExitCode == 0, run.Error);
    }

    /// <summary>From our sign-in page to where the provider sends the browser back to; nothing of it is fetched yet.</summary>
    internal async Task<string> ProveAsync(TestBrowser browser, string userName, string password, string path = "/account/sign-in")
    {
        var begun = await browser.SendNameAsync(userName, path);
        Assert.Equal(HttpStatusCode.OK, begun.Status);
        return await ProveFromAsync(browser, ElsewhereOf(begun.Body), userName, password);
    }

    /// <summary>The same from the address that leads to the provider.</summary>
    internal async Task<string> ProveFromAsync(TestBrowser browser, string start, string userName, string password)
    {
        using var challenge = await browser.OpenAsync(start);
        Assert.Equal(HttpStatusCode.Redirect, challenge.StatusCode);
        using var there = new TestBrowser(Provider);
        var authorize = challenge.Headers.Location!.PathAndQuery;
        using var page = await there.OpenAsync(authorize);
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
        var answer = await there.SignInAsync(userName, password, page.Headers.Location!.OriginalString);
        Assert.True(answer.IsIn, answer.Body);
        using var back = await there.OpenAsync(answer.Location);
        return back.Headers.Location!.PathAndQuery;
    }

    /// <summary>Where the page that ends a sign-in here goes on to.</summary>
    internal static async Task<string> OnwardOfAsync(HttpResponseMessage finished) => ElsewhereOf(await finished.Content.ReadAsStringAsync());

    /// <summary>The address on the page that sends people on.</summary>
    internal static string ElsewhereOf(string page) => WebUtility.HtmlDecode(Refresh().Match(page) is { Success: true } match ? match.Groups[1].Value : "")
        is { Length: > 0 } address ? address : throw new InvalidOperationException($"The page does not lead elsewhere: {page}");

    [GeneratedRegex("http-equiv=\"refresh\" content=\"0; url=([^\"]+)\"")]
    private static partial Regex Refresh();
}
