using System.CommandLine;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Console;
using Skybridge.Cloud.Hosting;
using Skybridge.CommandLine;
using Skybridge.CommandLine.Services;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>serve</c>: runs the cloud in the foreground.</summary>
[TakesVariables]
sealed class ServeCommand : Command
{
    const string UsualAddress = "https://localhost:8443";

    readonly CommandContext _context;
    readonly SettingOptions _settings;
    readonly Option<string?> _urls = CommandOptions.Text("--urls", "URL[;URL]", $"Where to listen ({UsualAddress} unless told)");

    public ServeCommand(CommandContext context)
        : base("serve", "Run the cloud")
    {
        _context = context;
        _settings = new(context.Terminal.Time);
        foreach (var option in (IEnumerable<Option>)[_urls, .. _settings.All])
            Add(option);
        SetAction(RunAsync);
    }

    async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = new CloudHostOptions
        {
            Home = _context.HomeOf(parsed),
            Settings = settings => _settings.Over(settings, parsed),
            Addresses = ListenAddress.ParseAll(parsed.GetValue(_urls)?.Trim() ?? UsualAddress),
            Time = _context.Terminal.Time,
            Environment = _context.Terminal.Environment,
            Logging = ConfigureLogging,
        };
        await using var app = await CloudHost.CreateAsync(options, cancellationToken);
        await StartAsync(app, options, cancellationToken);
        var addresses = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        await _context.Terminal.Out.WriteLineAsync($"skybridge-cloud is ready at {string.Join(' ', addresses)}");
        await _context.Terminal.Out.FlushAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCode.Done;
    }

    static async Task StartAsync(WebApplication app, CloudHostOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException)
        {
            throw new OperatorException(
                $"The server cannot listen on {string.Join(' ', options.Addresses)}: {error.Message}",
                "Stop what listens there, or give --urls another address or port.",
                error);
        }
    }

    // Standard output carries one line, that the server is ready; everything else goes to standard error, or to the journal.
    void ConfigureLogging(ILoggingBuilder logging)
    {
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddConsole(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            console.FormatterName = ServiceManagers.IsSystemd(_context.Terminal.Environment) ? ConsoleFormatterNames.Systemd : ConsoleFormatterNames.Simple;
        });
        logging.AddSimpleConsole(simple =>
        {
            simple.SingleLine = true;
            simple.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            simple.UseUtcTimestamp = true;
        });
    }
}
