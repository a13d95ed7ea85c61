using System.Net;
using Skybridge.Lab.Wire;

namespace Skybridge.Lab.OpenId;

/// <summary>One person's browser: cookies of its own on connections that all share, redirects followed by hand to the point where it stops.</summary>
sealed class Browser(HttpClient http, Uri stopAt)
{
    const int MostRedirects = 20;
    readonly CookieContainer _cookies = new();

    public Task<Page> GetAsync(Uri address, CancellationToken cancellationToken) =>
        GoAsync(new HttpRequestMessage(HttpMethod.Get, address), cancellationToken);

    public Task<Page> PostAsync(Uri address, IEnumerable<KeyValuePair<string, string>> fields, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(fields) };
        request.Headers.TryAddWithoutValidation("Origin", address.GetLeftPart(UriPartial.Authority)); // As every browser does for a form.
        return GoAsync(request, cancellationToken);
    }

    /// <summary>Whether it was given this cookie, and would send it there.</summary>
    public bool Holds(Uri address, string cookie) => _cookies.GetCookies(address)[cookie] is not null;

    async Task<Page> GoAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var redirects = 0; redirects < MostRedirects; redirects++)
        {
            using var sent = request;
            var address = request.RequestUri!;
            if (_cookies.GetCookieHeader(address) is { Length: > 0 } cookies)
                request.Headers.Add("Cookie", cookies);
            using var response = await http.SendAsync(request, cancellationToken);
            if (response.Headers.TryGetValues("Set-Cookie", out var set))
                Keep(address, set);
            if (NextOf(response, address) is not { } next)
                return await PageAsync(address, response, cancellationToken);
            if (IsStop(next))
                return new(next, HttpStatusCode.Found, "", null);

            // 307 and 308 would have to repeat the form; nobody signs in through those.
            request = new(HttpMethod.Get, next);
        }

        throw new OpenIdException($"More than {MostRedirects} redirects.");
    }

    bool IsStop(Uri address) => address.GetLeftPart(UriPartial.Path) == stopAt.GetLeftPart(UriPartial.Path);

    void Keep(Uri address, IEnumerable<string> cookies)
    {
        foreach (var cookie in cookies)
            _cookies.SetCookies(address, cookie);
    }

    static Uri? NextOf(HttpResponseMessage response, Uri address) =>
        (int)response.StatusCode is >= 300 and < 400 && response.Headers.Location is { } location ? new Uri(address, location) : null;

    static async Task<Page> PageAsync(Uri address, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var wait = response.Headers.RetryAfter?.Delta ?? response.Headers.RetryAfter?.Date - TimeProvider.System.GetUtcNow();
        return new(address, response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken), wait);
    }

    /// <summary>Connections for all browsers: the certificate is checked against the authority given, and cookies are everyone's own.</summary>
    public static HttpClient CreateConnections(string? caFile, bool connectsAnew = false)
    {
#pragma warning disable CA2000 // The client disposes its handler.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
#pragma warning restore CA2000
        if (connectsAnew)
            handler.PooledConnectionLifetime = TimeSpan.Zero;
        if (caFile is not null)
            handler.SslOptions = new() { CertificateChainPolicy = ClientTls.Trusting(caFile) };
        return new(handler, disposeHandler: true);
    }
}

/// <summary>Where a browser came to stand, and what it saw there.</summary>
sealed record Page(Uri Address, HttpStatusCode Status, string Html, TimeSpan? RetryAfter);
