using Skybridge.Contract;
using Skybridge.Sync.Cloud;

namespace Skybridge.Troubleshooting.Probes;

/// <summary>Asks the cloud what it knows: about the tenant for each domain, and about one person.</summary>
/// <param name="limits">How long to wait.</param>
/// <param name="time">The clock.</param>
sealed class CloudDiagnosisProbe(ProbeLimits limits, TimeProvider time)
{
    /// <summary>Opens the connector; where that fails already, says what is seen of the cloud then.</summary>
    public static HttpCloudConnector? Open(Func<HttpCloudConnector> open, out CloudSight? closed)
    {
        closed = null;
        try
        {
            return open();
        }
        catch (CloudException error)
        {
            closed = new CloudSight { Failure = error };
        }
#pragma warning disable CA1031 // However the stored key fails, the finding is that the agent cannot prove itself.
        catch (Exception error)
#pragma warning restore CA1031
        {
            const string hint = "Check the owner and the permissions of the agent's home, or set the agent up again with a new code.";
            closed = new CloudSight { Failure = new CloudException(CloudStep.Authenticate, $"The agent's own key cannot be used: {error.Message}", hint, innerException: error) };
        }

        return null;
    }

    /// <summary>Looks.</summary>
    public async Task<CloudSight> LookAsync(HttpCloudConnector cloud, IEnumerable<string> domains, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var answers = new Dictionary<string, TenantDiagnosis>();
        try
        {
            foreach (var domain in domains)
                answers[domain] = await WithinAsync(token => cloud.DiagnoseAsync(domain, token), cancellationToken).ConfigureAwait(false);
            return new CloudSight { Domains = answers, Elapsed = time.GetElapsedTime(started) };
        }
        catch (CloudException error)
        {
            return new CloudSight { Domains = answers, Failure = error, Elapsed = time.GetElapsedTime(started) };
        }
    }

    /// <summary>Asks about a person; null when the cloud could not be asked.</summary>
    public async Task<PersonDiagnosis?> LookAtPersonAsync(HttpCloudConnector cloud, PersonQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return await WithinAsync(token => cloud.DiagnosePersonAsync(query, token), cancellationToken).ConfigureAwait(false);
        }
        catch (CloudException)
        {
            return null;
        }
    }

    async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(limits.Cloud, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await call(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CloudException(CloudStep.Exchange, $"The cloud did not answer within {limits.Cloud.TotalSeconds:0} s.", "Check that it is running and not overloaded, and that no firewall is in between.");
        }
    }
}
