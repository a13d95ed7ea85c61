using System.Diagnostics.Metrics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Skybridge.CommandLine;

namespace Skybridge.Agent.Watching;

/// <summary>Tells an OpenTelemetry collector the metrics and the events, where the standard's own variables name one. Otherwise nothing is sent.</summary>
static class Telemetry
{
    const string Program = "skybridge";

    static readonly string[] Endpoints = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"];

    /// <summary>Whether a collector is named.</summary>
    public static bool IsWanted(Func<string, string?> environment) =>
        Endpoints.Any(name => !string.IsNullOrWhiteSpace(environment(name))) && environment("OTEL_SDK_DISABLED") is not ("true" or "TRUE");

    /// <summary>Sends what is logged, events by their numbers.</summary>
    public static void AddEvents(ILoggingBuilder logging) => logging.AddOpenTelemetry(options =>
    {
        options.SetResourceBuilder(Resource());
        options.IncludeFormattedMessage = true;
        options.AddOtlpExporter();
    });

    /// <summary>Sends the metrics once a minute, or as often as <c>OTEL_METRIC_EXPORT_INTERVAL</c> says (milliseconds); the receiver disposes it, which sends them a last time.</summary>
    public static IDisposable StartMetrics(MetricSource source)
    {
        var meter = new Meter(Program);
        foreach (var family in MetricSource.Families)
            meter.CreateObservableGauge(family.Name, () => Measure(source, family), unit: null, family.Help);
        var provider = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(Resource()).AddMeter(Program).AddOtlpExporter().Build();
        return new Sending(provider, meter);
    }

    static ResourceBuilder Resource() => ResourceBuilder.CreateDefault().AddService(Program, serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3));

    // What cannot be read at this moment is missing from this round, and nothing else.
    static List<Measurement<double>> Measure(MetricSource source, MetricFamily family)
    {
        try
        {
            return [.. source.Read().Where(sample => sample.Family == family).Select(sample =>
                new Measurement<double>(sample.Value, sample.Labels.Select(label => KeyValuePair.Create(label.Name, (object?)label.Value))))];
        }
        catch (Exception error) when (error is SqliteException or OperatorException)
        {
            return [];
        }
    }

    sealed class Sending(MeterProvider provider, Meter meter) : IDisposable
    {
        public void Dispose()
        {
            provider.Dispose();
            meter.Dispose();
        }
    }
}
