using System.Text.Json;

namespace Skybridge.Sync.Cloud;

/// <summary>Asks an address whether it is a Skybridge cloud, before a one-time code is sent there.</summary>
public static class CloudProbe
{
    const string Discovery = "/.well-known/openid-configuration";

    /// <summary>Asks.</summary>
    /// <returns>The cloud's issuer: the name that assertions are addressed to.</returns>
    /// <exception cref="CloudException">It cannot be reached, is not trusted, or is something else.</exception>
    public static async Task<string> AskAsync(HttpClient http, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(http);
        var url = http.BaseAddress!;
        try
        {
            using var response = await http.GetAsync(new Uri(Discovery, UriKind.Relative), cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                throw await CloudErrors.FromAsync(response, url, TimeProvider.System.GetUtcNow(), cancellationToken).ConfigureAwait(false);

            using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
            return json.RootElement.GetProperty("issuer").GetString() ?? throw NotACloud(url, null);
        }
        catch (HttpRequestException error)
        {
            throw CloudErrors.From(error, url);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw CloudErrors.TimedOut(url, error);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw NotACloud(url, error);
        }
    }

    static CloudException NotACloud(Uri url, Exception? error) =>
        new(CloudStep.Exchange, $"{url.Authority} answers, but is no Skybridge cloud.", "Check the address.", innerException: error);
}
