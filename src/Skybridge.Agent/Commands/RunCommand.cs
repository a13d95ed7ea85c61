using System.CommandLine;
using System.Runtime.Versioning;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.WindowsServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.EventLog;
using Skybridge.Agent.Home;
using Skybridge.Agent.Hosting;
using Skybridge.Agent.Watching;
using Skybridge.CommandLine;
using Skybridge.CommandLine.Services;

namespace Skybridge.Agent.Commands;

/// <summary><c>skybridge run</c>: the service in the foreground.</summary>
[TakesVariables]
sealed class RunCommand : Command
{
    const string EventSource = "Skybridge";

    static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(20);

    public RunCommand(CommonOptions common)
        : base("run", "Synchronize until stopped (systemd and Windows services start this)") =>
        SetAction((parsed, cancellationToken) => RunAsync(new AgentHome(common.HomeOf(parsed)), common.Terminal, cancellationToken));

    static async Task<int> RunAsync(AgentHome home, Terminal terminal, CancellationToken cancellationToken)
    {
        var settings = home.ReadSettings();
        var homeLock = await HomeLock.TakeAsync(home, terminal.Time, cancellationToken);
        using var loggers = LoggerFactory.Create(logging => Configure(logging, terminal));
        await using var process = AgentProcess.Open(home, homeLock, terminal.Time, loggers.CreateLogger("skybridge"));

        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "skybridge" });
        Configure(builder.Logging, terminal);
        builder.Services.AddServiceManagers(terminal.Time, terminal.Environment);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownPatience);
        builder.Services.AddSingleton(process);
        builder.Services.AddSingleton(terminal.Time);
        builder.Services.AddHostedService<AgentService>();

        var source = new MetricSource(home, terminal.Time);
        await using var metrics = await MetricsServer.StartAsync(source, settings.Metrics, cancellationToken);
        using var telemetry = Telemetry.IsWanted(terminal.Environment) ? Telemetry.StartMetrics(source) : null;
        using var host = builder.Build();
        await terminal.Out.WriteLineAsync($"Synchronizing {string.Join(", ", settings.Connectors.Select(connector => connector.Domain))} to {settings.Cloud.Url} ({settings.Mode}). Home: {home.Root}");
        await host.RunAsync(cancellationToken);
        return ExitCode.Done;
    }

    static void Configure(ILoggingBuilder logging, Terminal terminal)
    {
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        if (ServiceManagers.IsSystemd(terminal.Environment))
        {
            logging.AddSystemdConsole(); // With priorities, and without the time, which the journal has.
            return;
        }

        logging.AddSimpleConsole(options =>
        {
            options.SingleLine = true;
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        });
        if (Telemetry.IsWanted(terminal.Environment))
            Telemetry.AddEvents(logging);
        // A service of Windows has no console: its events stand in the event log, under their own numbers.
        if (OperatingSystem.IsWindows() && WindowsServiceHelpers.IsWindowsService())
            AddWindowsEvents(logging);
    }

    [SupportedOSPlatform("windows")]
    static void AddWindowsEvents(ILoggingBuilder logging) => logging.AddEventLog(new EventLogSettings { SourceName = EventSource });
}
