using Skybridge.Lab;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Watching;

/// <summary>What a collector of OpenTelemetry is told, where the standard's own variables name one.</summary>
public class TelemetryTests(LabRun lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_and_events_arrive_and_no_name_of_a_person()
    {
        await using var collector = await OtlpReceiver.StartAsync(Token);
        var stack = await lab.ProductAsync();
        string[] variables = ["env", $"OTEL_EXPORTER_OTLP_ENDPOINT={collector.Address}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "OTEL_METRIC_EXPORT_INTERVAL=500"];
        await using var agent = stack.NewAgent("told", variables);
        await agent.InitAsync(stack.Domain, stack.Cloud, more: ["--staging"], cancellationToken: Token);
        await agent.StartAsync(Token);

        foreach (var metric in (string[])["skybridge_people", "skybridge_staging", "skybridge_last_cycle_timestamp_seconds"])
            await Wait.UntilAsync(() => collector.Heard("/v1/metrics", metric), ProductLab.Limit, metric, Token);
        await Wait.UntilAsync(() => collector.Heard("/v1/logs", "The service starts"), ProductLab.Limit, "the event of the start", Token);
        await agent.StopAsync(Token);

        Assert.True(collector.Heard("/v1/metrics", stack.Domain.Options.Domain));
        Assert.All(stack.Domain.People, person => Assert.False(collector.Heard("/v1/metrics", person.Upn)));
    }
}
