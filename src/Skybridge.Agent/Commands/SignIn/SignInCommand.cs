using System.CommandLine;
using Skybridge.Agent.Home;
using Skybridge.CommandLine;
using Skybridge.Contract;

namespace Skybridge.Agent.Commands.SignIn;

/// <summary><c>skybridge sign-in</c>: how the people of a domain sign in at the cloud.</summary>
sealed class SignInCommand : Command
{
    public SignInCommand(CommonOptions common)
        : base("sign-in", "Show how the people of a domain sign in, or change it with the consent of an administrator of the cloud")
    {
        Subcommands.Add(new ShowCommand(common));
        Subcommands.Add(new SignInSetCommand(common));
    }

    /// <summary>Asks with the agent's own key: looking takes nobody's consent.</summary>
    sealed class ShowCommand : Command
    {
        readonly CommonOptions _common;
        readonly Option<string?> _connector = CommandOptions.Text("--connector", "DOMAIN", "Only this domain (else all of them)");

        public ShowCommand(CommonOptions common)
            : base("show", "Show how the people of the agent's domains sign in, and whether passwords are taken")
        {
            _common = common;
            Options.Add(_connector);
            SetAction(RunAsync);
        }

        async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
        {
            var home = new AgentHome(_common.HomeOf(parsed));
            var settings = home.ReadSettings();
            using var cloud = ConnectorFactory.CreateCloud(home, settings.Cloud, CredentialStore.Open(home), _common.Terminal.Time);
            var domains = new List<SignInReport>();
            foreach (var connector in SettingsEditor.FindConnectors(settings, parsed.GetValue(_connector)))
            {
                var found = await cloud.DiagnoseAsync(connector.Domain, cancellationToken);
                domains.Add(new(connector.Domain, SignInText.Word(found.SignIn), found.Tenant.PasswordSync, found.PasswordSyncChange));
            }

            _common.Print(parsed, new SignInListReport(domains), ReportJson.Default.SignInListReport, output =>
            {
                foreach (var domain in domains)
                    output.WriteLine(Describe(domain));
            });
            return ExitCode.Done;
        }

        static string Describe(SignInReport report)
        {
            var line = $"{report.Domain} signs in by {report.Method}; passwords are {(report.PasswordSync ? "taken" : "not taken")}";
            if (report.Change is not { } change)
                return $"{line}.";
            var why = change.Because is { } because ? $", when {because.Domain} went from {SignInText.Word(because.From)} to {SignInText.Word(because.To)}" : "";
            return $"{line} since {Show.Moment(change.At)}, by {change.By}{why}.";
        }
    }
}

/// <summary>How the people of one domain sign in.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Method">How.</param>
/// <param name="PasswordSync">Whether the tenant takes passwords.</param>
/// <param name="Change">Who turned that last; null when nobody did.</param>
sealed record SignInReport(string Domain, string Method, bool PasswordSync, FeatureChange? Change);

/// <summary>The agent's domains.</summary>
sealed record SignInListReport(IReadOnlyList<SignInReport> Domains);

/// <summary>What became of a change, as on the cloud's host.</summary>
sealed record SignInSetReport(
    string Domain,
    string From,
    string To,
    bool KeepPasswordHash,
    bool Changed,
    bool PasswordSync,
    bool PasswordSyncTurned,
    string? Issuer,
    string? ClientId,
    string? RedirectPath);
