using System.CommandLine;
using System.Globalization;
using Skybridge.Agent.Home;
using Skybridge.CommandLine;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Space;

namespace Skybridge.Agent.Commands;

/// <summary><c>skybridge verify</c>: proof instead of hope.</summary>
sealed class VerifyCommand : Command
{
    const int MaxSample = 100_000;
    const int UsualSample = 100;
    const int MaxShown = 20;

    readonly CommonOptions _common;
    readonly Option<string?> _user = CommandOptions.Text("--user", "NAME", "One person: user principal name, DN or sAMAccountName");
    readonly Option<int> _sample = CommandOptions.Number("--sample", "N", "How many people to pick at random in each domain", 1, MaxSample, UsualSample);

    readonly Option<string?> _connector = CommandOptions.Text("--connector", "DOMAIN", "Only this domain (else all of them)");

    public VerifyCommand(CommonOptions common)
        : base("verify", "Prove that the cloud checks the passwords that the directory holds; changes nothing")
    {
        _common = common;
        Options.Add(_user);
        Options.Add(_sample);
        Options.Add(_connector);
        SetAction(RunAsync);
    }

    async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var home = new AgentHome(_common.HomeOf(parsed));
        var settings = home.ReadSettings();
        var credentials = CredentialStore.Open(home);
        using var cloud = ConnectorFactory.CreateCloud(home, settings.Cloud, credentials, _common.Terminal.Time);
        var proofs = new List<ProofReport>();
        foreach (var connector in SettingsEditor.FindConnectors(settings, parsed.GetValue(_connector)))
        {
            var people = Choose(home, connector, parsed);
            if (people.Count == 0)
                continue;

            await using var directory = ConnectorFactory.CreateDirectory(connector, () => credentials.GetCredential(connector));
            proofs.Add(await new PasswordProof(directory, cloud).RunAsync(people, cancellationToken));
        }

        var report = Sum(proofs);
        if (report.Compared == 0)
            throw NobodyToCompare(parsed.GetValue(_user));

        _common.Print(parsed, report, ReportJson.Default.ProofReport, output => Write(output, report));
        return report.InSync == report.Compared ? ExitCode.Done : ExitCode.DoneWithFindings;
    }

    IReadOnlyList<ObjectState> Choose(AgentHome home, ConnectorSettings connector, ParseResult parsed)
    {
        var path = home.SpaceOf(connector.Domain);
        if (!File.Exists(path))
            return [];

        using var space = ConnectorSpace.OpenReadOnly(path, _common.Terminal.Time);
        return parsed.GetValue(_user) is { } name
            ? [.. space.Search(name).Where(state => !state.IsDeleted).Take(1)]
            : space.Sample(parsed.GetValue(_sample));
    }

    static ProofReport Sum(List<ProofReport> proofs) => new(
        proofs.Sum(proof => proof.Compared),
        proofs.Sum(proof => proof.InSync),
        proofs.Sum(proof => proof.Stale),
        proofs.Sum(proof => proof.Missing),
        proofs.Sum(proof => proof.Overridden),
        [.. proofs.SelectMany(proof => proof.People)]);

    static OperatorException NobodyToCompare(string? name) => name is null
        ? new OperatorException("Nobody's password was delivered yet, so there is nothing to compare.", "Run `skybridge sync` first; `skybridge troubleshoot` says what is in the way.")
        : new OperatorException($"The agent knows nobody by the name {name}.", $"`skybridge troubleshoot --user {name}` looks in the directory as well.");

    static void Write(TextWriter output, ProofReport report)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Compared:N0} compared: {report.InSync:N0} in sync, {report.Stale:N0} stale, {report.Missing:N0} missing, {report.Overridden:N0} set in the cloud since."));
        foreach (var person in report.People.Take(MaxShown))
            output.WriteLine($"  {person.Result.ToString().ToLowerInvariant(),-10}  {person.Name}");
        if (report.People.Count > MaxShown)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  and {report.People.Count - MaxShown:N0} more (--json lists all)"));
        if (report.People.Count > 0)
            output.WriteLine("Mend one with `skybridge sync --user NAME`, all with `skybridge sync --full`.");
    }
}
