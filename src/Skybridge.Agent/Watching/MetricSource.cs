using Skybridge.Agent.Home;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Space;

namespace Skybridge.Agent.Watching;

/// <summary>What the service knows, in numbers. Read anew for every question; never a name of a person.</summary>
/// <param name="home">The agent's home.</param>
/// <param name="time">The clock.</param>
sealed class MetricSource(AgentHome home, TimeProvider time)
{
    static readonly TimeSpan DelayWindow = TimeSpan.FromHours(24);

    static readonly MetricFamily Staging = new("skybridge_staging", "Whether the agent is in staging mode.");
    static readonly MetricFamily Cause = new("skybridge_cause", "A cause of trouble that was found and is still there.");
    static readonly MetricFamily LastCycle = new("skybridge_last_cycle_timestamp_seconds", "When the last complete cycle ended.");
    static readonly MetricFamily LastCloudContact = new("skybridge_last_cloud_contact_timestamp_seconds", "When the cloud was last heard.");
    static readonly MetricFamily LastDelivery = new("skybridge_last_delivery_timestamp_seconds", "When a password was last delivered.");
    static readonly MetricFamily People = new("skybridge_people", "People by what became of them.");
    static readonly MetricFamily Retries = new("skybridge_retries", "The retry list by reason.");
    static readonly MetricFamily Delay = new("skybridge_delay_seconds", "From the change in the directory to the cloud's acknowledgement, over 24 hours.");
    static readonly MetricFamily Differing = new("skybridge_proof_differing", "Passwords that the last hourly proof found otherwise in the cloud.");

    /// <summary>Everything that is measured.</summary>
    public static IReadOnlyList<MetricFamily> Families { get; } = [Staging, Cause, LastCycle, LastCloudContact, LastDelivery, People, Retries, Delay, Differing];

    /// <summary>Reads all of it.</summary>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">A store cannot be read now.</exception>
    /// <exception cref="CommandLine.OperatorException">The settings cannot be read.</exception>
    public IReadOnlyList<MetricSample> Read()
    {
        var settings = home.ReadSettings();
        using var store = AgentStore.OpenReadOnly(home.Store, time);
        return
        [
            new(Staging, settings.Mode == SyncMode.Staging ? 1 : 0, []),
            .. store.GetCauses().Select(OfCause),
            .. store.GetHealth().SelectMany(entry => Moments(entry.Health)),
            .. settings.Connectors.SelectMany(connector => OfDomain(connector.Domain, store.GetSample(connector.Domain))),
        ];
    }

    static MetricSample OfCause(StandingCause cause) =>
        new(Cause, 1, [("cause", cause.Cause), ("scope", cause.Scope), ("severity", cause.IsWarning ? "warning" : "error")]);

    static IEnumerable<MetricSample> Moments(DomainHealth health)
    {
        (MetricFamily Family, DateTimeOffset? At)[] moments = [(LastCycle, health.LastCycle), (LastCloudContact, health.LastCloudContact), (LastDelivery, health.LastDelivery)];
        foreach (var (family, moment) in moments)
        {
            if (moment is { } at)
                yield return new(family, at.ToUnixTimeMilliseconds() / 1000.0, [("domain", health.Domain)]);
        }
    }

    List<MetricSample> OfDomain(string domain, PasswordSample? sample)
    {
        using var space = ConnectorSpace.OpenReadOnly(home.SpaceOf(domain), time);
        var people = space.CountPeople();
        List<MetricSample> samples =
        [
            Of(People, people.Synchronized, ("state", "synchronized")),
            .. people.NotSynchronized.GroupBy(count => count.Reason).Select(reason => Of(People, reason.Sum(count => count.Count), ("state", reason.Key))),
            .. space.CountRetries().Select(retry => Of(Retries, retry.Count, ("reason", retry.Reason))),
        ];
        if (space.GetDelays(time.GetUtcNow() - DelayWindow) is { Count: > 0 } delays)
        {
            samples.Add(Of(Delay, delays[delays.Count / 2].TotalSeconds, ("quantile", "0.5")));
            samples.Add(Of(Delay, delays[delays.Count * 99 / 100].TotalSeconds, ("quantile", "0.99")));
        }

        if (sample is not null)
            samples.Add(Of(Differing, sample.Differing));
        return samples;

        MetricSample Of(MetricFamily family, double value, params (string, string)[] labels) => new(family, value, [("domain", domain), .. labels]);
    }
}
