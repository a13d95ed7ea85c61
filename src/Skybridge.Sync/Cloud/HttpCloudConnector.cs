using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Skybridge.Contract;

namespace Skybridge.Sync.Cloud;

/// <summary>The delivery API over HTTPS.</summary>
public sealed class HttpCloudConnector(HttpClient http, AgentIdentity identity, TimeProvider time) : ICloudConnector, ICloudProof, ICloudLeases, IDisposable
{
    readonly CloudTokens _tokens = new(http, identity, time);

    /// <summary>Enrols an agent with its one-time code.</summary>
    /// <exception cref="CloudException">The cloud could not be reached, or said no.</exception>
    public static Task<EnrollmentReply> EnrollAsync(HttpClient http, EnrollmentRequest request, CancellationToken cancellationToken) =>
        ExchangeAsync(http, HttpMethod.Post, ApiPaths.Enrollment, JsonSerializer.SerializeToUtf8Bytes(request, ContractJson.Default.EnrollmentRequest), null, ContractJson.Default.EnrollmentReply, TimeProvider.System, cancellationToken);

    /// <summary>Asks what a one-time code would do. The code is as good as before.</summary>
    /// <returns>Null where the cloud is of a version that cannot say.</returns>
    /// <exception cref="CloudException">The cloud could not be reached, or said no.</exception>
    public static async Task<EnrollmentPreview?> PreviewAsync(HttpClient http, EnrollmentPreviewRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await ExchangeAsync(http, HttpMethod.Post, ApiPaths.EnrollmentPreview, JsonSerializer.SerializeToUtf8Bytes(request, ContractJson.Default.EnrollmentPreviewRequest), null, ContractJson.Default.EnrollmentPreview, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudException error) when (error.StatusCode == (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Task<TenantState> GetTenantAsync(string domain, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Get, $"{ApiPaths.Tenant}?domain={Uri.EscapeDataString(domain)}", null, ContractJson.Default.TenantState, cancellationToken);

    /// <inheritdoc/>
    public async Task<DeliveryReceipt> DeliverAsync(DeliveryBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var body = JsonSerializer.SerializeToUtf8Bytes(batch, ContractJson.Default.DeliveryBatch);
        try
        {
            var receipt = await CallAsync(HttpMethod.Post, ApiPaths.Deliveries, body, ContractJson.Default.DeliveryReceipt, cancellationToken).ConfigureAwait(false);
            return receipt.Sequence == batch.Sequence && receipt.Outcomes.Select(outcome => outcome?.Anchor).SequenceEqual(batch.Changes.Select(change => (SourceAnchor?)change.Anchor))
                ? receipt
                : throw new CloudException(CloudStep.Exchange, $"{http.BaseAddress!.Authority} answers another batch than it was given.", "Look at the cloud's log.");
        }
        finally
        {
            // It holds verifiers.
            CryptographicOperations.ZeroMemory(body);
        }
    }

    /// <inheritdoc/>
    public async Task<GroupReceipt> DeliverGroupsAsync(GroupBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var body = JsonSerializer.SerializeToUtf8Bytes(batch, ContractJson.Default.GroupBatch);
        var receipt = await CallAsync(HttpMethod.Post, ApiPaths.Groups, body, ContractJson.Default.GroupReceipt, cancellationToken).ConfigureAwait(false);
        return receipt.Sequence == batch.Sequence && receipt.Outcomes.Select(outcome => outcome?.Anchor).SequenceEqual(batch.Changes.Select(change => (SourceAnchor?)change.Anchor))
            ? receipt
            : throw new CloudException(CloudStep.Exchange, $"{http.BaseAddress!.Authority} answers another batch than it was given.", "Look at the cloud's log.");
    }

    /// <inheritdoc/>
    public Task<TenantState> BeginEpochAsync(EpochRequest request, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Post, ApiPaths.Epochs, JsonSerializer.SerializeToUtf8Bytes(request, ContractJson.Default.EpochRequest), ContractJson.Default.TenantState, cancellationToken);

    /// <inheritdoc/>
    public async Task<LeaseReply?> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync(HttpMethod.Post, ApiPaths.Leases, JsonSerializer.SerializeToUtf8Bytes(request, ContractJson.Default.LeaseRequest), ContractJson.Default.LeaseReply, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudException error) when (error.StatusCode == (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Asks what the cloud knows that explains why passwords do not arrive. Changes nothing.</summary>
    /// <exception cref="CloudException">The cloud could not be reached, or said no.</exception>
    public Task<TenantDiagnosis> DiagnoseAsync(string domain, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Get, $"{ApiPaths.Diagnosis}?domain={Uri.EscapeDataString(domain)}", null, ContractJson.Default.TenantDiagnosis, cancellationToken);

    /// <summary>Asks what the cloud knows of one person. Changes nothing.</summary>
    /// <exception cref="CloudException">The cloud could not be reached, or said no.</exception>
    public Task<PersonDiagnosis> DiagnosePersonAsync(PersonQuery query, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Post, ApiPaths.People, JsonSerializer.SerializeToUtf8Bytes(query, ContractJson.Default.PersonQuery), ContractJson.Default.PersonDiagnosis, cancellationToken);

    /// <inheritdoc/>
    public Task<SaltReply> GetSaltsAsync(SaltRequest request, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Post, ApiPaths.Salts, JsonSerializer.SerializeToUtf8Bytes(request, ContractJson.Default.SaltRequest), ContractJson.Default.SaltReply, cancellationToken);

    /// <inheritdoc/>
    public async Task<MatchReply> MatchAsync(MatchRequest request, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(request, ContractJson.Default.MatchRequest);
        try
        {
            return await CallAsync(HttpMethod.Post, ApiPaths.Matches, body, ContractJson.Default.MatchReply, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // It holds verifiers.
            CryptographicOperations.ZeroMemory(body);
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        _tokens.Dispose();
        http.Dispose();
        identity.Dispose();
    }

    async Task<T> CallAsync<T>(HttpMethod method, string path, byte[]? body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var token = await TokenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ExchangeAsync(http, method, path, body, token, type, time, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudException error) when (error.Step == CloudStep.Authenticate)
        {
            // The token may have ended early, by the cloud's restart or ours: one fresh one decides.
            _tokens.Forget();
            token = await TokenAsync(cancellationToken).ConfigureAwait(false);
            return await ExchangeAsync(http, method, path, body, token, type, time, cancellationToken).ConfigureAwait(false);
        }
    }

    Task<string> TokenAsync(CancellationToken cancellationToken) => GuardAsync(http, () => _tokens.GetAsync(cancellationToken), cancellationToken);

    internal static Task<T> ExchangeAsync<T>(HttpClient http, HttpMethod method, string path, byte[]? body, string? token, JsonTypeInfo<T> type, TimeProvider time, CancellationToken cancellationToken) =>
        GuardAsync(http, () => SendAsync(http, method, path, body, token, type, time, cancellationToken), cancellationToken);

    static async Task<T> SendAsync<T>(HttpClient http, HttpMethod method, string path, byte[]? body, string? token, JsonTypeInfo<T> type, TimeProvider time, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
            throw await CloudErrors.FromAsync(response, http.BaseAddress!, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);

        var reply = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        return JsonSerializer.Deserialize(reply, type) ?? throw new JsonException("The answer is null.");
    }

    static async Task<T> GuardAsync<T>(HttpClient http, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (HttpRequestException error)
        {
            throw CloudErrors.From(error, http.BaseAddress!);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw CloudErrors.TimedOut(http.BaseAddress!, error);
        }
        catch (JsonException error)
        {
            throw new CloudException(
                CloudStep.Exchange,
                $"{http.BaseAddress!.Authority} gives an answer that is not understood: {error.Message}",
                "Check that agent and cloud are of the same version.",
                innerException: error);
        }
    }
}
