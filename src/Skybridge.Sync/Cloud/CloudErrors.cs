using System.Net;
using System.Text.Json;
using Skybridge.Contract;

namespace Skybridge.Sync.Cloud;

/// <summary>Turns what went wrong with a request into what was tried, what came back, and what to do.</summary>
static class CloudErrors
{
    const int MaxErrorBytes = 64 * 1024;

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

    public static async Task<CloudException> FromAsync(HttpResponseMessage response, Uri url, CancellationToken cancellationToken)
    {
        var reply = await ReadAsync(response, cancellationToken).ConfigureAwait(false);
        var number = (int)response.StatusCode;
        var status = $"{number} {response.StatusCode}";
        var step = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? CloudStep.Authenticate : CloudStep.Request;
        if (reply is not null)
            return new CloudException(reply.Code == ErrorCodes.AgentRejected ? CloudStep.Authenticate : step, reply.Error, reply.Hint, reply.Code) { StatusCode = number };
        return number >= 500 || response.StatusCode == HttpStatusCode.TooManyRequests
            ? new CloudException(CloudStep.Exchange, $"{url.Authority} answered {status}.", "Look at the cloud's log.") { StatusCode = number }
            : new CloudException(step, $"{url.Authority} answered {status}.", "Check that the address is that of a Skybridge cloud of the same version.") { StatusCode = number };
    }

    static async Task<ErrorReply?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is not "application/json" || response.Content.Headers.ContentLength > MaxErrorBytes)
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

    static string Innermost(Exception error) => error.InnerException is { } inner ? Innermost(inner) : error.Message;
}
