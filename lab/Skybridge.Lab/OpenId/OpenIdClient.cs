using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Skybridge.Lab.OpenId;

/// <summary>
/// A relying party and its users' browsers in one: signs people in by authorization code with PKCE, through the provider's own form, and checks everything it gets.
/// </summary>
/// <remarks>Discovery happens once; connections are shared; any number of people may sign in at the same time.</remarks>
/// <example><code>
/// using var client = new OpenIdClient(new() { Issuer = issuer, ClientId = "lab", RedirectUri = redirect, CaFile = ca });
/// var result = await client.SignInAsync("ada.lovelace@north.example", password);
/// if (result is SignInResult.Accepted accepted) …
/// </code></example>
public sealed class OpenIdClient : IDisposable
{
    const int MostSteps = 5;

    readonly OpenIdClientOptions _options;
    readonly HttpClient _http;
    readonly SemaphoreSlim _gate = new(1);
    Provider? _provider;

    public OpenIdClient(OpenIdClientOptions options)
    {
        _options = options;
        _http = Browser.CreateConnections(options.CaFile, options.ConnectsAnew);
        _http.Timeout = options.Limit;
    }

    /// <summary>Signs one person in, in a browser that knows nothing yet.</summary>
    public Task<SignInResult> SignInAsync(string userName, string password, CancellationToken cancellationToken = default) =>
        SignInAsync(userName, password, null, cancellationToken);

    /// <summary>Signs one person in, and gives another password where one is wanted; null gives none.</summary>
    public async Task<SignInResult> SignInAsync(string userName, string password, string? newPassword, CancellationToken cancellationToken = default)
    {
        try
        {
            var provider = await DiscoverAsync(cancellationToken);
            var flow = new Flow();
            var browser = new Browser(_http, _options.RedirectUri);
            var page = await browser.GetAsync(flow.AuthorizationRequest(provider.Document.AuthorizationEndpoint, _options), cancellationToken);
            page = await GoToPasswordAsync(browser, page, userName, cancellationToken);
            if (page.Status is HttpStatusCode.TooManyRequests)
                return new SignInResult.Throttled(page.RetryAfter);
            if (HtmlForm.WithPassword(page.Html) is not { } form)
                throw Flow.ErrorOf(page) ?? new OpenIdException($"{Describe(page)} has no sign-in form.");

            var target = new Uri(page.Address, form.Action ?? "");
            var after = await browser.PostAsync(target, form.Fill(userName, password), cancellationToken);
            if (newPassword is not null && HtmlForm.WithPassword(after.Html) is { AsksForNewPassword: true } change)
                after = await browser.PostAsync(new Uri(after.Address, change.Action ?? ""), change.Fill(userName, password, newPassword), cancellationToken);
            if (HtmlForm.RefreshOf(after.Html) is { } onward)
                after = await browser.GetAsync(new Uri(after.Address, onward), cancellationToken);
            if (after.Status is HttpStatusCode.TooManyRequests)
                return new SignInResult.Throttled(after.RetryAfter);
            if (HtmlForm.WithPassword(after.Html) is { } again)
                return again.AsksForNewPassword
                    ? new SignInResult.NewPasswordWanted(HtmlForm.TextOf(after.Html))
                    : new SignInResult.Refused(HtmlForm.TextOf(after.Html));

            if (after.Status is HttpStatusCode.Forbidden)
                return new SignInResult.Refused(HtmlForm.TextOf(after.Html));

            return await FinishAsync(provider, flow, flow.CodeOf(after), cancellationToken);
        }
        catch (Exception exception) when (exception is OpenIdException or HttpRequestException or JsonException or FormatException)
        {
            return new SignInResult.Failed(exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SignInResult.Failed($"The provider did not answer within {_options.Limit.TotalSeconds:0.#} s.");
        }
    }

    // The name may be asked for first, and the password by somebody else.
    static async Task<Page> GoToPasswordAsync(Browser browser, Page page, string userName, CancellationToken cancellationToken)
    {
        for (var step = 0; step < MostSteps && HtmlForm.WithPassword(page.Html) is null; step++)
        {
            if (HtmlForm.RefreshOf(page.Html) is { } next)
                page = await browser.GetAsync(new Uri(page.Address, next), cancellationToken);
            else if (HtmlForm.WithName(page.Html) is { } form)
                page = await browser.PostAsync(new Uri(page.Address, form.Action ?? ""), form.Fill(userName, ""), cancellationToken);
            else
                break;
        }

        return page;
    }

    /// <summary>Exchanges a refresh token; the answer has new tokens, or says why not.</summary>
    public async Task<SignInTokens> RefreshAsync(SignInTokens tokens, CancellationToken cancellationToken = default)
    {
        var provider = await DiscoverAsync(cancellationToken);
        var reply = await AskForTokensAsync(
            provider,
            [
                new("grant_type", "refresh_token"),
                new("client_id", _options.ClientId),
                new("refresh_token", tokens.RefreshToken ?? throw new InvalidOperationException("There is no refresh token.")),
            ],
            cancellationToken);
        return new(reply.IdToken ?? tokens.IdToken, reply.AccessToken!, reply.RefreshToken ?? tokens.RefreshToken);
    }

    public void Dispose()
    {
        _http.Dispose();
        _gate.Dispose();
    }

    internal static string Describe(Page page) =>
        $"{page.Address.GetLeftPart(UriPartial.Path)} ({(int)page.Status}: {Shorten(HtmlForm.TextOf(page.Html))})";

    async Task<SignInResult> FinishAsync(Provider provider, Flow flow, string code, CancellationToken cancellationToken)
    {
        var reply = await AskForTokensAsync(provider, flow.TokenRequest(code, _options), cancellationToken);
        if (reply.IdToken is null)
            throw new OpenIdException("The token endpoint gave no id token.");

        var claims = provider.Validator.Validate(reply.IdToken, provider.Keys, flow.Nonce);
        var userInfo = await UserInfoAsync(provider, reply.AccessToken!, cancellationToken);
        if (userInfo.TryGetValue("sub", out var subject) && subject.GetString() != claims["sub"].GetString())
            throw new OpenIdException("The userinfo endpoint speaks of somebody else than the id token.");
        return new SignInResult.Accepted(claims, userInfo, new(reply.IdToken, reply.AccessToken!, reply.RefreshToken));
    }

    async Task<TokenReply> AskForTokensAsync(
        Provider provider, IEnumerable<KeyValuePair<string, string>> fields, CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent(fields);
        using var response = await _http.PostAsync(provider.Document.TokenEndpoint, content, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        var reply = JsonSerializer.Deserialize(text, OpenIdJson.Default.TokenReply);
        if (!response.IsSuccessStatusCode || reply?.AccessToken is null)
            throw new OpenIdException($"The token endpoint answered {(int)response.StatusCode}: {reply?.Error} {reply?.ErrorDescription}");
        return reply;
    }

    async Task<Dictionary<string, JsonElement>> UserInfoAsync(Provider provider, string accessToken, CancellationToken cancellationToken)
    {
        if (provider.Document.UserInfoEndpoint is null)
            return [];

        using var request = new HttpRequestMessage(HttpMethod.Get, provider.Document.UserInfoEndpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        using var response = await _http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new OpenIdException($"The userinfo endpoint answered {(int)response.StatusCode}.");
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return JsonSerializer.Deserialize(text, OpenIdJson.Default.DictionaryStringJsonElement)!;
    }

    async Task<Provider> DiscoverAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _provider ??= await ReadProviderAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    async Task<Provider> ReadProviderAsync(CancellationToken cancellationToken)
    {
        var address = new Uri(_options.Issuer.AbsoluteUri.TrimEnd('/') + "/.well-known/openid-configuration");
        var document = await ReadAsync(address, OpenIdJson.Default.ProviderDocument, cancellationToken);
        if (document.Issuer.TrimEnd('/') != _options.Issuer.AbsoluteUri.TrimEnd('/'))
            throw new OpenIdException($"{address} speaks for another issuer: {document.Issuer}.");
        var keys = await ReadAsync(document.KeysUri, OpenIdJson.Default.KeySet, cancellationToken);
        return new(document, keys.Keys, new(document.Issuer, _options.ClientId, TimeProvider.System));
    }

    async Task<T> ReadAsync<T>(Uri address, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(address, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new OpenIdException($"{address} answered {(int)response.StatusCode}.");
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return JsonSerializer.Deserialize(text, type) ?? throw new OpenIdException($"{address} answered null.");
    }

    static string Shorten(string text) => text.Length > 200 ? text[..200] + "…" : text;

    sealed record Provider(ProviderDocument Document, IReadOnlyList<SigningKey> Keys, IdTokenValidator Validator);
}
