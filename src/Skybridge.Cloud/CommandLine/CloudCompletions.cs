using System.CommandLine;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.People;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary>What shells offer beyond commands and options.</summary>
static class CloudCompletions
{
    /// <summary>Adds it to the program's commands.</summary>
    public static void Offer(RootCommand root)
    {
        root.OfferArgument("STATE", "on", "off");
        root.OfferArgument("FEATURE", [.. TenantFeature.Defaults.Keys]);
        root.OfferArgument("METHOD", [.. SignInMethods.All]);
        root.OfferOption("--source", _ => ["sync", "cloud"]);
    }
}
