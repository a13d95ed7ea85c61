using System.Text.Json;
using Skybridge.Contract;

namespace Skybridge.Sync.Cloud;

/// <summary>Turns what went wrong with a request into what was tried, what came back, and what to do.</summary>
static class CloudErrors
{
    const int MaxText = 500;

    static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    public static CloudException From(HttpRequestException error, Uri url) => error.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => new(
            CloudStep.Resolve, $"The cloud's name {url.Host} has no address.", "Check the cloud's address and this host's DNS.", innerException: error),
        HttpRequestError.ConnectionError => new(
            CloudStep.Connect, $"{url.Authority} does not accept connections: {Innermost(error)}", "Check that the cloud is running, and that no firewall is in between.", innerException: error),
        HttpRequestError.SecureConnectionError => new(
            CloudStep.Secure,
            $"The TLS certificate of {url.Authority} is not accepted: {Innermost(error)}",
            "If the cloud's certificate comes from an authority of your own, give its certificate with --ca-file.",
            innerException: error),
        _ => new(CloudStep.Exchange, $"{url.Authority} did not answer properly: {Innermost(error)}", "Check that the address is that of a Skybridge cloud.", innerException: error),
    };

    public static CloudException TimedOut(Uri url, Exception error) => new(
        CloudStep.Exchange, $"{url.Authority} did not answer in time.", "Check that the cloud is running and not overloaded.", innerException: error);

    /// <summary>What an answer other than 200 means.</summary>
    public static async Task<CloudException> FromAsync(HttpResponseMessage response, Uri url, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var reply = await ReadAsync(response, cancellationToken).ConfigureAwait(false);
        var number = (int)response.StatusCode;
        var status = $"{url.Authority} answered {number} {response.StatusCode}.";
        var step = reply?.Code == ErrorCodes.AgentRejected || number is 401 or 403 ? CloudStep.Authenticate
            : reply is null && number is 429 or >= 500 ? CloudStep.Exchange
            : CloudStep.Request;
        var hint = step == CloudStep.Exchange ? "Look at the cloud's log." : "Check that the address is that of a Skybridge cloud of the same version.";
        return new CloudException(step, Shorten(reply?.Error) ?? status, Shorten(reply?.Hint) ?? hint, reply?.Code)
        {
            StatusCode = number,
            RetryAfter = WaitOf(response, now),
        };
    }

    /// <summary>What a cloud says of itself where it cannot even answer as it should; null for nothing.</summary>
    public static string? Explain(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.TryGetProperty("error_description", out var text) ? Shorten(text.GetString()) : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    static async Task<ErrorReply?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is not "application/json")
            return null;

        try
        {
            return JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false), ContractJson.Default.ErrorReply);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static TimeSpan? WaitOf(HttpResponseMessage response, DateTimeOffset now)
    {
        var asked = response.Headers.RetryAfter is { } header ? header.Delta ?? header.Date - now : null;
        return asked is not { } wait || wait <= TimeSpan.Zero ? null : wait < LongestWait ? wait : LongestWait;
    }

    // It goes into events and onto screens.
    static string? Shorten(string? text) => text is { Length: > MaxText } ? string.Concat(text.AsSpan(0, MaxText), " …") : text;

    static string Innermost(Exception error) => error.InnerException is { } inner ? Innermost(inner) : error.Message;
}
