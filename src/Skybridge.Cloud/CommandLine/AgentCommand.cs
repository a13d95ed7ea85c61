using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Administration;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Leases;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>agent</c>: who may deliver.</summary>
sealed class AgentCommand : Command
{
    public AgentCommand(CommandContext context)
        : base("agent", "Show and revoke agents")
    {
        Add(new ListCommand(context));
        Add(new RevokeCommand(context));
    }

    /// <summary>An agent as results show it.</summary>
    public static AgentResult Result(Agent agent, DateTimeOffset now, LeaseOverview? leases = null) => new(
        agent.Id,
        agent.Name,
        agent.Host,
        agent.Version,
        agent.Domain,
        agent.KeyThumbprint,
        agent.EnrolledAt,
        agent.LastContactAt,
        agent.RevokedAt,
        agent.RevokedBy,
        State(agent, now),
        agent.LastDeliveryAt)
    {
        Leads = leases?.LedBy(agent.Id) ?? [],
        StandsBy = leases?.AwaitedBy(agent.Id) ?? [],
    };

    static string State(Agent agent, DateTimeOffset now)
    {
        if (agent.RevokedAt is not null)
            return "revoked";
        return agent.IsSilent(now) ? "silent" : "active";
    }

    sealed class ListCommand : Command
    {
        readonly CommandContext _context;

        public ListCommand(CommandContext context)
            : base("list", "Show every agent, when it was last heard of, and whether it is silent or revoked")
        {
            _context = context;
            SetAction(context.OnHome(RunAsync));
        }

        async Task<int> RunAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
        {
            var agents = await session.Db.Agents.OrderBy(agent => agent.EnrolledAt).ThenBy(agent => agent.Name).ToListAsync(cancellationToken);
            var leases = await LeaseOverview.ReadAsync(session.Db, session.Now, cancellationToken);
            var result = new AgentListResult([.. agents.Select(agent => Result(agent, session.Now, leases))]);
            _context.Print(parsed, result, CliJson.Default.AgentListResult, _ =>
            {
                var table = new Table("NAME", "STATE", "DOMAIN", "LEADS", "HOST", "VERSION", "LAST CONTACT", "LAST DELIVERY", "ID");
                foreach (var agent in result.Agents)
                    table.Add(
                        agent.Name,
                        agent.State,
                        agent.Domain,
                        Role(agent),
                        agent.Host,
                        agent.Version,
                        Show.Moment(agent.LastContact),
                        Show.Moment(agent.LastDelivery),
                        agent.Id);
                table.Write(_context.Terminal, "No agent is enrolled. `skybridge-cloud enroll NAME` invites one.");
            });
            return ExitCode.Done;
        }

        static string Role(AgentResult agent) =>
            string.Join(", ", [.. agent.Leads, .. agent.StandsBy.Select(domain => $"stands by for {domain}")]);
    }

    sealed class RevokeCommand : Command
    {
        readonly CommandContext _context;
        readonly Argument<string> _agent = new("AGENT") { Description = "The agent's name or identifier" };

        public RevokeCommand(CommandContext context)
            : base("revoke", "Take nothing from an agent any more, at once and for good")
        {
            _context = context;
            Add(_agent);
            SetAction(context.OnHome(RunAsync));
        }

        async Task<int> RunAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
        {
            await using var transaction = await session.Db.BeginWritingAsync(cancellationToken);
            var agent = await FindAsync(session, parsed.GetRequiredValue(_agent), cancellationToken);
            await AgentRevocation.RevokeAsync(session.Db, session.Applications, agent, _context.Terminal.Actor, session.Now, cancellationToken);
            await transaction.CommitAsync(cancellationToken);

            _context.Print(parsed, new NamedResult(agent.Id, agent.Name), CliJson.Default.NamedResult, output =>
                output.WriteLine($"The agent {agent.Name} is revoked. What it delivered stays."));
            return ExitCode.Done;
        }

        static async Task<Agent> FindAsync(CommandSession session, string text, CancellationToken cancellationToken)
        {
            var found = await session.Db.Agents
                .Where(agent => agent.RevokedAt == null && (agent.Id == text || agent.Name == text))
                .ToListAsync(cancellationToken);
            return found switch
            {
                [var one] => one,
                [] => throw new OperatorException(
                    $"No active agent is called '{text}'.",
                    "`skybridge-cloud agent list` shows every agent."),
                _ => throw new OperatorException(
                    $"{found.Count} active agents are called '{text}'.",
                    "Name the one by its identifier, from `skybridge-cloud agent list`."),
            };
        }
    }
}
