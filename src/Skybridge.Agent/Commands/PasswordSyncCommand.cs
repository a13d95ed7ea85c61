using System.CommandLine;
using Skybridge.Agent.Home;
using Skybridge.CommandLine;

namespace Skybridge.Agent.Commands;

/// <summary><c>skybridge password-sync</c>: whether passwords of a domain are synchronized.</summary>
sealed class PasswordSyncCommand : Command
{
    readonly CommonOptions _common;
    readonly Argument<string?> _state = new("STATE") { Description = "on or off; without, only show", Arity = ArgumentArity.ZeroOrOne };
    readonly Option<string?> _connector = CommandOptions.Text("--connector", "DOMAIN", "Which connector, where there are several");

    public PasswordSyncCommand(CommonOptions common)
        : base("password-sync", "Show or change whether the passwords of a domain are synchronized; objects are all the same")
    {
        _common = common;
        Arguments.Add(_state);
        Options.Add(_connector);
        SetAction(Run);
    }

    int Run(ParseResult parsed)
    {
        var home = new AgentHome(_common.HomeOf(parsed));
        var editor = new SettingsEditor(home, _common.Terminal);
        var domain = SettingsEditor.FindConnector(home.ReadSettings(), parsed.GetValue(_connector)).Domain;
        if (parsed.GetValue(_state) is { } text)
        {
            var wanted = OnOff.Parse(text);
            editor.ChangeConnector(domain, connector => connector.PasswordSync == wanted ? connector : connector with { PasswordSync = wanted, PasswordSyncChange = editor.Mark() });
        }

        var now = SettingsEditor.FindConnector(home.ReadSettings(), domain);
        var report = SwitchReport.Of(now.Domain, now.PasswordSync, now.PasswordSyncChange);
        _common.Print(parsed, report, ReportJson.Default.SwitchReport, output =>
        {
            output.WriteLine($"Password synchronization of {now.Domain} is {report.State}{report.Since}.");
            if (!now.PasswordSync)
                output.WriteLine($"The cloud keeps the passwords that it has: people go on signing in with them. `skybridge-cloud user purge-passwords {now.Domain}`, on the cloud's host, throws them away for good.");
        });
        return ExitCode.Done;
    }
}
