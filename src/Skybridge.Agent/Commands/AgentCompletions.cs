using System.CommandLine;
using Skybridge.Agent.Home;
using Skybridge.CommandLine;

namespace Skybridge.Agent.Commands;

/// <summary>What shells offer beyond commands and options.</summary>
static class AgentCompletions
{
    /// <summary>Adds it to the program's commands.</summary>
    public static void Offer(RootCommand root, CommonOptions common)
    {
        root.OfferArgument("STATE", "on", "off");
        root.OfferOption("--connector", parsed => new AgentHome(common.HomeOf(parsed)).ReadSettings().Connectors.Select(connector => connector.Domain));
    }
}
