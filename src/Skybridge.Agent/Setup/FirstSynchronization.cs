using Skybridge.Agent.Commands;
using Skybridge.Agent.Home;
using Skybridge.CommandLine;
using Skybridge.Sync.Agent;

namespace Skybridge.Agent.Setup;

/// <summary>The first synchronization of a domain, watched. The set-up is done whatever becomes of it.</summary>
static class FirstSynchronization
{
    /// <summary>Synchronizes, and says what came of it.</summary>
    /// <returns>Whether all went well.</returns>
    public static async Task<bool> RunAsync(AgentHome home, string domain, Terminal terminal, CancellationToken cancellationToken)
    {
        try
        {
            var reports = await new SyncRunner(home, [domain], terminal).RunAsync(RequestKind.Cycle, argument: null, cancellationToken);
            foreach (var report in reports)
            {
                if (report.Error is null)
                    SyncCommand.Write(terminal.Error, report);
                else
                    terminal.Error.WriteLine($"{report.Domain}: {report.Error}{Environment.NewLine}  {report.Hint}");
            }

            return reports.All(report => report.Succeeded);
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine("Interrupted: the agent is set up all the same, and goes on from there.");
            return false;
        }
    }
}
