using System.Net;
using System.Text.RegularExpressions;

namespace Skybridge.Tests.Cloud.Support;

/// <summary>A browser without a screen: it keeps cookies, and fills in the sign-in form.</summary>
/// <param name="cloud">Where it goes.</param>
/// <param name="from">The loopback address that it comes from; null for the usual one.</param>
/// <param name="header">What a proxy sends before TLS begins.</param>
sealed partial class TestBrowser(RunningCloud cloud, IPAddress? from = null, byte[]? header = null) : IDisposable
{
    public HttpClient Http { get; } = cloud.CreateClient(from, header);

    /// <summary>Opens the sign-in page and sends the form.</summary>
    public async Task<SignInAnswer> SignInAsync(string userName, string password, string path = "/account/sign-in")
    {
        return await PostSignInAsync(await FormTokenAsync(path), userName, password, path);
    }

    /// <summary>Sends the sign-in form.</summary>
    public Task<SignInAnswer> PostSignInAsync(string token, string userName, string password, string path = "/account/sign-in") =>
        PostAsync(path, [new("username", userName), new("password", password), new("__RequestVerificationToken", token)]);

    /// <summary>Opens the sign-in page and sends a name alone.</summary>
    public async Task<SignInAnswer> SendNameAsync(string userName, string path = "/account/sign-in") =>
        await PostAsync(path, [new("username", userName), new("__RequestVerificationToken", await FormTokenAsync(path))]);

    /// <summary>Opens the page for another password and sends the form.</summary>
    public async Task<SignInAnswer> ChangePasswordAsync(string path, string userName, string current, string next, string? again = null) =>
        await PostPasswordsAsync(path, await FormTokenAsync(path), userName, current, next, again ?? next);

    /// <summary>Sends the form for another password.</summary>
    public Task<SignInAnswer> PostPasswordsAsync(string path, string token, string userName, string current, string next, string again) =>
        PostAsync(path, [new("username", userName), new("current", current), new("new", next), new("again", again), new("__RequestVerificationToken", token)]);

    async Task<SignInAnswer> PostAsync(string path, IEnumerable<KeyValuePair<string, string>> fields)
    {
        using var form = new FormUrlEncodedContent(fields);
        using var response = await Http.PostAsync(path, form);
        return new SignInAnswer(
            response.StatusCode,
            response.Headers.Location?.OriginalString,
            await response.Content.ReadAsStringAsync(),
            response.Headers.RetryAfter?.Delta,
            [.. response.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : []]);
    }

    /// <summary>The token against forged forms of a page.</summary>
    public async Task<string> FormTokenAsync(string path) => WebUtility.HtmlDecode(
        Token().Match(await Http.GetStringAsync(path)).Groups[1].Value);

    /// <summary>Opens an address; a redirect is not followed.</summary>
    public Task<HttpResponseMessage> OpenAsync(Uri? address) => Http.GetAsync(address, TestContext.Current.CancellationToken);

    /// <summary>Opens an address; a redirect is not followed.</summary>
    public Task<HttpResponseMessage> OpenAsync(string? address) => Http.GetAsync(address, TestContext.Current.CancellationToken);

    public Task<string> GetAsync(string path) => Http.GetStringAsync(path);

    /// <summary>Sends a form of ours that has no other fields, and says where it leads.</summary>
    public async Task<string?> PostAsync(string path, string token)
    {
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", token)]);
        using var response = await Http.PostAsync(path, form);
        return response.Headers.Location?.OriginalString;
    }

    public void Dispose() => Http.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}

/// <summary>What came back after the form was sent.</summary>
sealed record SignInAnswer(HttpStatusCode Status, string? Location, string Body, TimeSpan? RetryAfter, IReadOnlyList<string> Cookies)
{
    public bool IsIn => Status == HttpStatusCode.Redirect;

    public bool IsRefused => Status == HttpStatusCode.OK && Body.Contains("do not go together");

    public bool IsSlowed => Status == HttpStatusCode.TooManyRequests;
}
