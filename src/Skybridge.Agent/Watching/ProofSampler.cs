using Skybridge.Agent.Home;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Space;

namespace Skybridge.Agent.Watching;

/// <summary>Proves every hour, for a few people of each domain, that the cloud checks the password that the directory holds.</summary>
/// <param name="home">The agent's home.</param>
/// <param name="store">Keeps what it came to, for the checks.</param>
/// <param name="events">Hears when it could not be done.</param>
/// <param name="time">The clock.</param>
sealed class ProofSampler(AgentHome home, AgentStore store, EventLog events, TimeProvider time)
{
    const int SampleSize = 20;

    static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>A password that is changed at this moment differs for a while: what differs is compared again.</summary>
    static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(30);

    /// <summary>Until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval, time, cancellationToken);
                var settings = home.ReadSettings();
                if (settings.Mode == SyncMode.Active)
                    await SampleAsync(settings, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end.
        }
    }

    async Task SampleAsync(AgentSettings settings, CancellationToken cancellationToken)
    {
        // Who stands by asks for no secret.
        var health = store.GetHealth().ToDictionary(entry => entry.Health.Domain, entry => entry.Health);
        foreach (var connector in settings.Connectors.Where(connector => connector.PasswordSync && health.GetValueOrDefault(connector.Domain)?.Lease is not { Leads: false }))
        {
            try
            {
                await SampleAsync(settings, connector, cancellationToken);
            }
            catch (Exception error) when (error is not OperationCanceledException && Problem.Of(error) is { } problem)
            {
                // Why it could not be done is found and said by the checks; that it was not done is said here.
                events.Add(EventNumbers.ProofFailed, EventLevel.Warning, connector.Domain, $"The hourly proof could not be made: {problem.Error}");
            }
        }
    }

    async Task SampleAsync(AgentSettings settings, ConnectorSettings connector, CancellationToken cancellationToken)
    {
        var credentials = CredentialStore.Open(home);
        using var cloud = ConnectorFactory.CreateCloud(home, settings.Cloud, credentials, time);
        await using var directory = ConnectorFactory.CreateDirectory(connector, () => credentials.GetCredential(connector));
        using var space = ConnectorSpace.OpenReadOnly(home.SpaceOf(connector.Domain), time);
        var people = space.Sample(SampleSize);
        if (people.Count == 0)
            return;

        var proof = new PasswordProof(directory, cloud);
        var report = await proof.RunAsync(people, cancellationToken);
        if (Differing(report) > 0)
        {
            await Task.Delay(SecondLook, time, cancellationToken);
            report = await proof.RunAsync(people, cancellationToken);
        }

        store.SetSample(connector.Domain, new PasswordSample(time.GetUtcNow(), report.Compared, Differing(report)));
    }

    static int Differing(ProofReport report) => report.Stale + report.Missing;
}
