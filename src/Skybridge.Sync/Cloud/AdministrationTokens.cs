using System.Text.Json;
using Skybridge.Contract;

namespace Skybridge.Sync.Cloud;

/// <summary>Gets a token for the cloud's administration API: by an administrator's consent, or by a program's secret.</summary>
/// <param name="http">The cloud.</param>
/// <param name="time">The clock.</param>
public sealed class AdministrationTokens(HttpClient http, TimeProvider time)
{
    const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";
    const string AuthorizationPending = "authorization_pending";
    const string SlowDown = "slow_down";

    static readonly TimeSpan UsualInterval = TimeSpan.FromSeconds(5);
    static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(60);
    static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(30);

    string Authority => http.BaseAddress!.Authority;

    /// <summary>Asks for a code, shows it, and waits until an administrator has decided.</summary>
    /// <param name="requestedBy">Who asks, for the administrator to read.</param>
    /// <param name="show">Shows the code.</param>
    /// <param name="cancellationToken">Gives up; the code is of no use to anybody then.</param>
    /// <exception cref="CloudException">The cloud could not be reached, or the administrator or it said no.</exception>
    public async Task<string> ByConsentAsync(string requestedBy, Action<DeviceConsent> show, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(show);
        using var asked = await PostAsync(
            AdminPaths.DeviceAuthorization,
            [new("client_id", AdminPaths.CommandLineClient), new("scope", AdminPaths.Scope), new(AdminPaths.RequestedBy, requestedBy)],
            cancellationToken).ConfigureAwait(false);
        var root = asked.RootElement;
        var (device, code, address) = (Text(root, "device_code"), Text(root, "user_code"), Text(root, "verification_uri"));
        if (device is null || code is null || address is null)
            throw Refused(Text(root, "error"), Text(root, "error_description"));

        var goodFor = Seconds(root, "expires_in", LongestWait, LongestWait);
        show(new DeviceConsent(address, Text(root, "verification_uri_complete"), code, goodFor));
        return await WaitAsync(device, Seconds(root, "interval", UsualInterval, LongestInterval), goodFor, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Proves a program that was registered for administration.</summary>
    /// <exception cref="CloudException">The cloud could not be reached, or said no.</exception>
    public async Task<string> BySecretAsync(string clientId, string secret, CancellationToken cancellationToken)
    {
        using var answer = await PostAsync(
            ApiPaths.Token,
            [new("grant_type", "client_credentials"), new("client_id", clientId), new("client_secret", secret), new("scope", AdminPaths.Scope)],
            cancellationToken).ConfigureAwait(false);
        return Text(answer.RootElement, "access_token") ?? throw new CloudException(
            CloudStep.Authenticate,
            $"{Authority} does not let the client {clientId} administer ({Text(answer.RootElement, "error") ?? "no reason"}).",
            "Register it with `skybridge-cloud client add NAME --administration --secret-file FILE`, and give the same secret here.",
            ErrorCodes.AdministratorRejected);
    }

    async Task<string> WaitAsync(string device, TimeSpan interval, TimeSpan goodFor, CancellationToken cancellationToken)
    {
        for (var started = time.GetTimestamp(); time.GetElapsedTime(started) < goodFor;)
        {
            await Task.Delay(interval, time, cancellationToken).ConfigureAwait(false);
            using var answer = await PostAsync(
                ApiPaths.Token,
                [new("grant_type", DeviceGrant), new("client_id", AdminPaths.CommandLineClient), new("device_code", device)],
                cancellationToken).ConfigureAwait(false);
            if (Text(answer.RootElement, "access_token") is { } token)
                return token;

            var error = Text(answer.RootElement, "error");
            if (error == SlowDown)
                interval += UsualInterval;
            else if (error != AuthorizationPending)
                throw Refused(error, Text(answer.RootElement, "error_description"));
        }

        throw Refused("expired_token", null);
    }

    CloudException Refused(string? error, string? description) => error switch
    {
        "access_denied" => New("The administrator did not allow it.", "Nothing was changed. Ask whoever decided."),
        "expired_token" => New("Nobody allowed it in time.", "Nothing was changed. Run the command again, and open the address that it shows."),
        _ => New($"{Authority} does not let this command ask for consent ({description ?? error ?? "no reason"}).", "Try again in a minute; the cloud must be of the same version."),
    };

    static CloudException New(string message, string hint) => new(CloudStep.Authenticate, message, hint, ErrorCodes.AdministratorRejected);

    async Task<JsonDocument> PostAsync(string path, IEnumerable<KeyValuePair<string, string>> fields, CancellationToken cancellationToken)
    {
        var url = http.BaseAddress!;
        try
        {
            using var content = new FormUrlEncodedContent(fields);
            using var response = await http.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            var json = (int)response.StatusCode < 500 ? Parse(body) : null;
            return json ?? throw new CloudException(CloudStep.Exchange, $"{url.Authority} answered {(int)response.StatusCode} to {path}.", "Look at the cloud's log; it must be of the same version.");
        }
        catch (HttpRequestException error)
        {
            throw CloudErrors.From(error, url);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw CloudErrors.TimedOut(url, error);
        }
    }

    static JsonDocument? Parse(byte[] body)
    {
        try
        {
            var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
                return json;
            json.Dispose();
        }
        catch (JsonException)
        {
            // No cloud of ours.
        }

        return null;
    }

    static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    static TimeSpan Seconds(JsonElement json, string name, TimeSpan usual, TimeSpan most) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var seconds) && seconds > 0
            ? TimeSpan.FromSeconds(Math.Min(seconds, most.TotalSeconds))
            : usual;
}
