using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Skybridge.CommandLine;

namespace Skybridge.Agent.Watching;

/// <summary>Answers <c>GET /metrics</c> on the address of the setting <c>metrics</c>; nothing listens without it.</summary>
static class MetricsServer
{
    /// <summary>Starts it; the receiver disposes it.</summary>
    /// <exception cref="OperatorException">The address is none, or is taken.</exception>
    public static async Task<IAsyncDisposable?> StartAsync(MetricSource source, string? address, CancellationToken cancellationToken)
    {
        if (address is null)
            return null;
        if (!IPEndPoint.TryParse(address, out var endpoint) || endpoint.Port == 0)
            throw new OperatorException($"metrics: '{address}' is no address to listen on.", "Write ADDRESS:PORT, such as 127.0.0.1:9464.");

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Listen(endpoint);
        });
        builder.Logging.ClearProviders();
        var server = builder.Build();
        var metrics = new Metrics(source);
        server.Run(context => AnswerAsync(context, metrics));
        try
        {
            await server.StartAsync(cancellationToken);
            return server;
        }
        catch (IOException error)
        {
            await server.DisposeAsync();
            throw new OperatorException($"The metrics cannot be served on {address}: {error.Message}", "Choose another port in agent.json (metrics), or stop what listens there.", error);
        }
    }

    static async Task AnswerAsync(HttpContext context, Metrics metrics)
    {
        if (!HttpMethods.IsGet(context.Request.Method) || context.Request.Path != "/metrics")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        try
        {
            var text = metrics.Write();
            context.Response.ContentType = Metrics.MediaType;
            await context.Response.WriteAsync(text, context.RequestAborted);
        }
        catch (Exception error) when (error is SqliteException or OperatorException)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }
}
