using System.Globalization;
using System.Text;

namespace Skybridge.Agent.Watching;

/// <summary>What the service knows, in the text form that Prometheus and OpenTelemetry collectors read.</summary>
/// <param name="source">Where it is from.</param>
sealed class Metrics(MetricSource source)
{
    /// <summary>The media type of the text form.</summary>
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Writes all of it: each family is announced once, values follow.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        var samples = source.Read().ToLookup(sample => sample.Family);
        foreach (var family in MetricSource.Families)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {family.Name} {family.Help}\n# TYPE {family.Name} gauge\n");
            foreach (var sample in samples[family])
                Append(text, sample);
        }

        return text.ToString();
    }

    static void Append(StringBuilder text, MetricSample sample)
    {
        text.Append(sample.Family.Name);
        foreach (var (i, (name, value)) in sample.Labels.Index())
            text.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? '{' : ',')}{name}=\"{Escape(value)}\"");
        text.Append(CultureInfo.InvariantCulture, $"{(sample.Labels.Count > 0 ? "}" : "")} {sample.Value}\n");
    }

    static string Escape(string text) => text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
