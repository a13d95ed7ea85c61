using Microsoft.Extensions.Hosting;
using Skybridge.Sync.Agent;

namespace Skybridge.Agent.Hosting;

/// <summary>The service: all domains side by side until it is told to stop.</summary>
sealed class AgentService(AgentProcess process, TimeProvider time) : BackgroundService
{
    static readonly TimeSpan PruneInterval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        process.Events.Add(EventNumbers.ServiceStarted, EventLevel.Information, null, $"The service starts: {process.Synchronizers.Count} domain(s), {process.Settings.Mode}.");
        try
        {
            await Task.WhenAll([.. process.Synchronizers.Select(synchronizer => synchronizer.RunAsync(stoppingToken)), PruneAsync(stoppingToken)]);
        }
        finally
        {
            process.Events.Add(EventNumbers.ServiceStopping, EventLevel.Information, null, "The service stops.");
        }
    }

    async Task PruneAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                process.Prune();
                await Task.Delay(PruneInterval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }
}
