using System.CommandLine;
using Skybridge.Agent.Home;
using Skybridge.CommandLine;

namespace Skybridge.Agent.Commands;

/// <summary><c>skybridge password-sync</c>: whether passwords of a domain are synchronized.</summary>
sealed class PasswordSyncCommand : Command
{
    public PasswordSyncCommand(CommonOptions common)
        : base("password-sync", "Show or change whether the passwords of a domain are synchronized; objects are all the same")
    {
        var state = new Argument<string?>("STATE") { Description = "on or off; without, only show", Arity = ArgumentArity.ZeroOrOne };
        var connector = CommandOptions.Text("--connector", "DOMAIN", "Which connector, where there are several");
        Arguments.Add(state);
        Options.Add(connector);
        SetAction(parsed => Run(common, new AgentHome(common.HomeOf(parsed)), parsed.GetValue(connector), parsed.GetValue(state) is { } text ? OnOff.Parse(text) : null));
    }

    static int Run(CommonOptions common, AgentHome home, string? domain, bool? enabled)
    {
        var editor = new SettingsEditor(home, common.Terminal);
        if (enabled is { } wanted)
            editor.ChangeConnector(domain, connector => connector.PasswordSync == wanted ? connector : connector with { PasswordSync = wanted, PasswordSyncChange = editor.Mark() });

        var settings = home.ReadSettings();
        foreach (var connector in domain is null ? settings.Connectors : [SettingsEditor.FindConnector(settings, domain)])
        {
            var since = connector.PasswordSyncChange is { } change ? $" since {Show.Moment(change.At)}, by {change.By}" : "";
            common.Terminal.Out.WriteLine($"Password synchronization of {connector.Domain} is {OnOff.Of(connector.PasswordSync)}{since}.");
        }

        if (enabled == false)
            common.Terminal.Out.WriteLine("The cloud keeps the passwords that it has: people go on signing in with them.");
        return ExitCode.Done;
    }
}
