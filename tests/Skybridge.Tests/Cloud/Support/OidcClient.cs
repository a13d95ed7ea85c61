using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Skybridge.Tests.Cloud.Support;

/// <summary>An application that people sign in to: authorization code with PKCE, by hand.</summary>
sealed class OidcClient(RunningCloud cloud, TestBrowser browser, string clientId) : IDisposable
{
    public const string RedirectUri = "https://app.example/callback";

    readonly HttpClient _http = cloud.CreateClient();

    public string Verifier { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>The address that a browser is sent to.</summary>
    public string AuthorizeUrl(params (string Name, string? Value)[] more)
    {
        var parameters = new Dictionary<string, string?>
        {
            ["client_id"] = clientId,
            ["redirect_uri"] = RedirectUri,
            ["response_type"] = "code",
            ["scope"] = "openid profile email offline_access groups",
            ["state"] = "the state",
            ["nonce"] = "the nonce",
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in more)
            parameters[name] = value;
        return QueryHelpers.AddQueryString("/connect/authorize", parameters.Where(pair => pair.Value is not null));
    }

    /// <summary>Opens the address in the browser.</summary>
    public async Task<(HttpStatusCode Status, string? Location, string Body)> AuthorizeAsync(params (string Name, string? Value)[] more)
    {
        using var response = await browser.Http.GetAsync(AuthorizeUrl(more));
        return (response.StatusCode, response.Headers.Location?.OriginalString, await response.Content.ReadAsStringAsync());
    }

    /// <summary>The parameters that came back to the application.</summary>
    public static Dictionary<string, string> Returned(string? location)
    {
        Assert.StartsWith(RedirectUri, location);
        return QueryHelpers.ParseQuery(new Uri(location!).Query).ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
    }

    /// <summary>Signs in from the beginning to the tokens.</summary>
    public async Task<JsonElement> SignInAsync(string userName, string password)
    {
        var (_, signIn, _) = await AuthorizeAsync();
        var answer = await browser.SignInAsync(userName, password, signIn!);
        Assert.True(answer.IsIn, answer.Body);
        using var response = await browser.Http.GetAsync(answer.Location);
        return await ExchangeAsync(Returned(response.Headers.Location?.OriginalString)["code"]);
    }

    /// <summary>Exchanges a code.</summary>
    public Task<JsonElement> ExchangeAsync(string code, string? verifier = null) => TokenAsync(
        ("grant_type", "authorization_code"), ("client_id", clientId), ("code", code), ("redirect_uri", RedirectUri), ("code_verifier", verifier ?? Verifier));

    public Task<JsonElement> RefreshAsync(string token) => TokenAsync(
        ("grant_type", "refresh_token"),
        ("client_id", clientId),
        ("refresh_token", token));

    public async Task<JsonElement> TokenAsync(params (string Name, string Value)[] parameters)
    {
        using var form = new FormUrlEncodedContent(parameters.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));
        using var response = await _http.PostAsync("/connect/token", form);
        return Parse(await response.Content.ReadAsStringAsync());
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> UserInfoAsync(string accessToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/connect/userinfo");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        using var response = await _http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, body.Length > 0 ? Parse(body) : default);
    }

    /// <summary>The claims of a JWT; the signature is the business of the tests with a real client.</summary>
    public static JsonElement Claims(string token) => Parse(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.Split('.')[1])));

    public void Dispose() => _http.Dispose();

    static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
