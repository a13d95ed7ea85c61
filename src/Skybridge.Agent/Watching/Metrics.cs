using System.Globalization;
using System.Text;
using Skybridge.Agent.Home;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Space;

namespace Skybridge.Agent.Watching;

/// <summary>What the service knows, in the text form that Prometheus and OpenTelemetry collectors read. Read anew for every question; never a name of a person.</summary>
/// <param name="home">The agent's home.</param>
/// <param name="time">The clock.</param>
sealed class Metrics(AgentHome home, TimeProvider time)
{
    /// <summary>The media type of the text form.</summary>
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    static readonly TimeSpan DelayWindow = TimeSpan.FromHours(24);

    /// <summary>Writes all of it.</summary>
    public string Write()
    {
        var settings = home.ReadSettings();
        using var store = AgentStore.OpenReadOnly(home.Store, time);
        var text = new MetricText();
        text.Family("skybridge_staging", "gauge", "Whether the agent is in staging mode.");
        text.Sample("skybridge_staging", settings.Mode == SyncMode.Staging ? 1 : 0);
        text.Family("skybridge_cause", "gauge", "A cause of trouble that was found and is still there.");
        foreach (var cause in store.GetCauses())
            text.Sample("skybridge_cause", 1, ("cause", cause.Cause), ("scope", cause.Scope), ("severity", cause.IsWarning ? "warning" : "error"));

        var health = store.GetHealth().ToDictionary(entry => entry.Health.Domain, entry => entry.Health);
        WriteMoments(text, health.Values);
        foreach (var connector in settings.Connectors)
            WriteDomain(text, connector.Domain, store.GetSample(connector.Domain));
        return text.ToString();
    }

    static void WriteMoments(MetricText text, IReadOnlyCollection<DomainHealth> domains)
    {
        (string Name, string Help, Func<DomainHealth, DateTimeOffset?> Read)[] moments =
        [
            ("skybridge_last_cycle_timestamp_seconds", "When the last complete cycle ended.", domain => domain.LastCycle),
            ("skybridge_last_cloud_contact_timestamp_seconds", "When the cloud was last heard.", domain => domain.LastCloudContact),
            ("skybridge_last_delivery_timestamp_seconds", "When a password was last delivered.", domain => domain.LastDelivery),
        ];
        foreach (var (name, help, read) in moments)
        {
            text.Family(name, "gauge", help);
            foreach (var domain in domains)
            {
                if (read(domain) is { } at)
                    text.Sample(name, at.ToUnixTimeMilliseconds() / 1000.0, ("domain", domain.Domain));
            }
        }
    }

    void WriteDomain(MetricText text, string domain, PasswordSample? sample)
    {
        using var space = ConnectorSpace.OpenReadOnly(home.SpaceOf(domain), time);
        var people = space.CountPeople();
        text.Family("skybridge_people", "gauge", "People by what became of them.");
        text.Sample("skybridge_people", people.Synchronized, ("domain", domain), ("state", "synchronized"));
        foreach (var reason in people.NotSynchronized.GroupBy(count => count.Reason))
            text.Sample("skybridge_people", reason.Sum(count => count.Count), ("domain", domain), ("state", reason.Key));

        text.Family("skybridge_retries", "gauge", "The retry list by reason.");
        foreach (var retry in space.CountRetries())
            text.Sample("skybridge_retries", retry.Count, ("domain", domain), ("reason", retry.Reason));

        var delays = space.GetDelays(time.GetUtcNow() - DelayWindow);
        text.Family("skybridge_delay_seconds", "gauge", "From the change in the directory to the cloud's acknowledgement, over 24 hours.");
        if (delays.Count > 0)
        {
            text.Sample("skybridge_delay_seconds", delays[delays.Count / 2].TotalSeconds, ("domain", domain), ("quantile", "0.5"));
            text.Sample("skybridge_delay_seconds", delays[delays.Count * 99 / 100].TotalSeconds, ("domain", domain), ("quantile", "0.99"));
        }

        text.Family("skybridge_proof_differing", "gauge", "Passwords that the last hourly proof found otherwise in the cloud.");
        if (sample is not null)
            text.Sample("skybridge_proof_differing", sample.Differing, ("domain", domain));
    }

    /// <summary>The text form: each family is announced once, values follow.</summary>
    sealed class MetricText
    {
        readonly StringBuilder _text = new();
        readonly HashSet<string> _announced = [];

        public void Family(string name, string kind, string help)
        {
            if (_announced.Add(name))
                _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {kind}\n");
        }

        public void Sample(string name, double value, params ReadOnlySpan<(string Name, string Value)> labels)
        {
            _text.Append(name);
            for (var i = 0; i < labels.Length; i++)
                _text.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? '{' : ',')}{labels[i].Name}=\"{Escape(labels[i].Value)}\"");
            _text.Append(CultureInfo.InvariantCulture, $"{(labels.Length > 0 ? "}" : "")} {value}\n");
        }

        public override string ToString() => _text.ToString();

        static string Escape(string text) => text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
    }
}
