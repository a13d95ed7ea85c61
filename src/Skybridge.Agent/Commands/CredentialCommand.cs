using System.CommandLine;
using Skybridge.Agent.Home;
using Skybridge.Agent.Setup;
using Skybridge.CommandLine;

namespace Skybridge.Agent.Commands;

/// <summary><c>skybridge credential</c>: another password, keytab or account for a connector.</summary>
sealed class CredentialCommand : Command
{
    readonly CommonOptions _common;
    readonly Option<string?> _connector = CommandOptions.Text("--connector", "DOMAIN", "Which connector, where there are several");
    readonly Option<string?> _account = CommandOptions.Text("--account", "U", "The connector account, where it is another one than before");
    readonly Option<string?> _passwordFile = CommandOptions.Text("--password-file", "FILE", "A file with its password (or SKYBRIDGE_ACCOUNT_PASSWORD; else it is asked for)");
    readonly Option<string?> _keytab = CommandOptions.Text("--keytab", "FILE", "A keytab instead of a password");

    public CredentialCommand(CommonOptions common)
        : base("credential", "Change how the connector account logs in")
    {
        _common = common;
        var set = new Command("set", "Give another password, keytab or account: it is tried before it is stored") { _connector, _account, _passwordFile, _keytab };
        set.SetAction(RunAsync);
        Subcommands.Add(set);
    }

    async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var home = new AgentHome(_common.HomeOf(parsed));
        var settings = home.ReadSettings();
        var before = SettingsEditor.FindConnector(settings, parsed.GetValue(_connector));
        var account = parsed.GetValue(_account)?.Trim() ?? before.Account;
        var keytab = parsed.GetValue(_keytab);
        var steps = new InitSteps(_common.Terminal, step => _common.Terminal.Out.WriteLine($"  ✓ {step}"));
        using var password = await steps.ReadPasswordAsync(account, parsed.GetValue(_passwordFile), keytab, cancellationToken);
        var after = before with
        {
            Account = account,
            Credential = keytab is null ? CredentialKind.Password : CredentialKind.Keytab,
            Keytab = keytab is null ? null : Path.GetFullPath(keytab),
            CredentialChange = new ChangeSettings(_common.Terminal.Time.GetUtcNow(), _common.Terminal.Actor),
        };
        after = await steps.CheckDirectoryAsync(after, password, cancellationToken);

        if (password is not null)
            CredentialStore.Open(home).StorePassword(after.Domain, password);
        new SettingsEditor(home, _common.Terminal).ChangeConnector(before.Domain, _ => after);
        _common.Terminal.Out.WriteLine($"{account} is stored for {after.Domain}. A running service takes it up by itself.");
        return ExitCode.Done;
    }
}
