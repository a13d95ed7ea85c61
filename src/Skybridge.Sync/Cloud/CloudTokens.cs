using System.Text.Json;
using Skybridge.Contract;

namespace Skybridge.Sync.Cloud;

/// <summary>Keeps an access token fresh: client credentials, proven by an assertion that the agent signs with its own key.</summary>
sealed class CloudTokens(HttpClient http, AgentIdentity identity, TimeProvider time) : IDisposable
{
    const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    readonly SemaphoreSlim _gate = new(1, 1);
    string? _issuer;
    string? _token;
    DateTimeOffset _validUntil;

    public async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_token is not null && time.GetUtcNow() < _validUntil)
                return _token;

            var (token, lifetime) = await AskAsync(cancellationToken).ConfigureAwait(false);
            _validUntil = time.GetUtcNow() + lifetime - Margin;
            return _token = token;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Forget() => _token = _issuer = null;

    public void Dispose() => _gate.Dispose();

    async Task<(string Token, TimeSpan Lifetime)> AskAsync(CancellationToken cancellationToken)
    {
        var url = http.BaseAddress!;
        _issuer ??= await CloudProbe.AskAsync(http, cancellationToken).ConfigureAwait(false);
        using var content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["scope"] = ApiPaths.DeliveryScope,
            ["client_id"] = identity.AgentId,
            ["client_assertion_type"] = AssertionType,
            ["client_assertion"] = identity.CreateAssertion(_issuer, time.GetUtcNow()),
        });
        using var response = await http.PostAsync(new Uri(ApiPaths.Token, UriKind.Relative), content, cancellationToken).ConfigureAwait(false);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode && Read(body) is { } read)
            return read;

        throw (int)response.StatusCode is >= 400 and < 500
            ? new CloudException(
                CloudStep.Authenticate,
                $"{url.Authority} does not let this agent in ({Describe(body) ?? response.StatusCode.ToString()}).",
                "The agent may have been revoked: enrol it again with a new code. Check this host's clock as well.",
                ErrorCodes.AgentRejected)
            : new CloudException(
                CloudStep.Exchange,
                $"{url.Authority} answered the request for a token with {(int)response.StatusCode}{(CloudErrors.Explain(body) is { } why ? $": {why}" : ".")}",
                "Look at the cloud's log, and at the room on its disk.");
    }

    static (string Token, TimeSpan Lifetime)? Read(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.GetProperty("access_token").GetString() is { } token
                ? (token, TimeSpan.FromSeconds(json.RootElement.GetProperty("expires_in").GetInt32()))
                : null;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    static string? Describe(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.TryGetProperty("error", out var error) ? error.GetString() : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
