using Microsoft.Extensions.Hosting;
using Skybridge.Agent.Home;
using Skybridge.Sync.Agent;

namespace Skybridge.Agent.Hosting;

/// <summary>The service: the work that the settings ask for, until it is told to stop; taken up anew when they change.</summary>
sealed class AgentService(AgentProcess process, TimeProvider time) : BackgroundService
{
    static readonly TimeSpan PruneInterval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        process.Events.Add(EventNumbers.ServiceStarted, EventLevel.Information, null, $"The service starts: {process.Settings.Connectors.Count} domain(s), {process.Settings.Mode}.");
        try
        {
            while (await WorkAsync(stoppingToken) is { } settings)
                await process.TakeUpAsync(settings);
        }
        finally
        {
            process.Events.Add(EventNumbers.ServiceStopping, EventLevel.Information, null, "The service stops.");
        }
    }

    // Until the settings change, which are then returned; null at the end.
    async Task<AgentSettings?> WorkAsync(CancellationToken stoppingToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var work = process.Work.RunAsync(stop.Token);
        var pruning = PruneAsync(stop.Token);
        var watching = Task.WhenAll(process.Watch.RunAsync(stop.Token), process.Sampler.RunAsync(stop.Token));
        var settings = process.WaitForSettingsAsync(stop.Token);
        await Task.WhenAny(work, settings);
        await stop.CancelAsync();
        await work;
        await pruning;
        await watching;
        return settings.IsCompletedSuccessfully && !stoppingToken.IsCancellationRequested ? await settings : null;
    }

    async Task PruneAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                process.Prune();
                await Task.Delay(PruneInterval, time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }
}
