using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Skybridge.Contract;

namespace Skybridge.Tests.Cloud.Support;

/// <summary>A command on some machine that wants to administer the cloud: device authorization by hand, written from the contract alone.</summary>
sealed partial class AdminDevice(RunningCloud cloud) : IDisposable
{
    const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";

    public HttpClient Http { get; } = cloud.CreateClient();

    public string DeviceCode { get; private set; } = "";

    public string UserCode { get; private set; } = "";

    /// <summary>Asks for codes.</summary>
    public async Task<JsonElement> AskAsync(string? requestedBy = "tester@here")
    {
        var answer = await PostAsync(AdminPaths.DeviceAuthorization, ("client_id", AdminPaths.CommandLineClient), ("scope", AdminPaths.Scope), (AdminPaths.RequestedBy, requestedBy ?? ""));
        if (answer.TryGetProperty("device_code", out var device))
            (DeviceCode, UserCode) = (device.GetString()!, answer.GetProperty("user_code").GetString()!);
        return answer;
    }

    /// <summary>Asks whether somebody decided.</summary>
    public Task<JsonElement> PollAsync() => PostAsync(
        ApiPaths.Token,
        ("grant_type", DeviceGrant),
        ("client_id", AdminPaths.CommandLineClient),
        ("device_code", DeviceCode));

    /// <summary>A token of a program with a secret.</summary>
    public Task<JsonElement> TokenAsync(string clientId, string secret, string scope = AdminPaths.Scope) => PostAsync(
        ApiPaths.Token,
        ("grant_type", "client_credentials"),
        ("client_id", clientId),
        ("client_secret", secret),
        ("scope", scope));

    /// <summary>The page that a browser shows for the code.</summary>
    public static async Task<(HttpStatusCode Status, string? Location, string Body)> OpenAsync(TestBrowser browser, string? code)
    {
        using var response = await browser.Http.GetAsync($"/connect/verify{(code is null ? "" : $"?user_code={code}")}");
        return (response.StatusCode, response.Headers.Location?.OriginalString, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Decides on that page.</summary>
    public static async Task<(HttpStatusCode Status, string? Location)> DecideAsync(TestBrowser browser, string code, string decision, string? formToken = null)
    {
        formToken ??= WebUtility.HtmlDecode(FormToken().Match((await OpenAsync(browser, code)).Body).Groups[1].Value);
        using var form = new FormUrlEncodedContent([new("user_code", code), new("decision", decision), new("__RequestVerificationToken", formToken)]);
        using var response = await browser.Http.PostAsync("/connect/verify", form);
        return (response.StatusCode, response.Headers.Location?.OriginalString);
    }

    /// <summary>A token that <paramref name="administrator"/> allowed in a browser.</summary>
    public async Task<string> SignInAsync(TestBrowser administrator)
    {
        await AskAsync();
        Assert.Equal(HttpStatusCode.Redirect, (await DecideAsync(administrator, UserCode, "allow")).Status);
        return (await PollAsync()).GetProperty("access_token").GetString()!;
    }

    /// <summary>Calls the administration API.</summary>
    public async Task<(HttpStatusCode Status, string Body)> CallAsync(HttpMethod method, string path, string? token, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var response = await Http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Calls it, and reads an answer that must be a good one.</summary>
    public async Task<T> GetAsync<T>(string path, string token, JsonTypeInfo<T> type)
    {
        var (status, body) = await CallAsync(HttpMethod.Get, path, token);
        Assert.True(status == HttpStatusCode.OK, body);
        return JsonSerializer.Deserialize(body, type)!;
    }

    public void Dispose() => Http.Dispose();

    async Task<JsonElement> PostAsync(string path, params (string Name, string Value)[] parameters)
    {
        using var form = new FormUrlEncodedContent(parameters.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));
        using var response = await Http.PostAsync(path, form);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return json.RootElement.Clone();
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();
}
