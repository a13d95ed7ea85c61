using System.CommandLine;
using Skybridge.Agent.Home;
using Skybridge.CommandLine;
using Skybridge.Sync.Engine;

namespace Skybridge.Agent.Commands;

/// <summary>The scope of a domain.</summary>
/// <param name="Domain">Which.</param>
/// <param name="Include">The containers that are meant; none for all.</param>
/// <param name="Exclude">The containers that are not.</param>
/// <param name="ExcludePasswords">The people whose passwords are not.</param>
sealed record ScopeReport(string Domain, IReadOnlyList<string> Include, IReadOnlyList<string> Exclude, IReadOnlyList<string> ExcludePasswords);

/// <summary><c>skybridge scope</c>: who is synchronized, and whose password is not.</summary>
sealed class ScopeCommand : Command
{
    readonly CommonOptions _common;
    readonly Option<string?> _connector = CommandOptions.Text("--connector", "DOMAIN", "Which connector, where there are several");
    readonly Option<string[]> _include = CommandOptions.Texts("--include", "DN", "A container: only people below such a one; may be repeated (none for the whole domain)");
    readonly Option<string[]> _exclude = CommandOptions.Texts("--exclude", "DN", "A container: nobody below it; may be repeated");
    readonly Option<string[]> _passwords = CommandOptions.Texts("--exclude-password", "NAME", "A person (sAMAccountName or user principal name) who is synchronized without the password; may be repeated");

    public ScopeCommand(CommonOptions common)
        : base("scope", "Show and set who is synchronized, and whose password is not")
    {
        _common = common;
        var show = new Command("show", "Print the rules") { _connector };
        show.SetAction(parsed => Print(parsed, Find(parsed)));
        var set = new Command("set", "Set all rules anew; what is not given is empty. Who leaves the scope is refused at sign-in and kept for 30 days") { _connector, _include, _exclude, _passwords };
        set.SetAction(RunSet);
        Subcommands.Add(show);
        Subcommands.Add(set);
    }

    int RunSet(ParseResult parsed)
    {
        var connector = Find(parsed);
        var rules = new ScopeRules
        {
            Include = Containers(parsed.GetRequiredValue(_include), connector),
            Exclude = Containers(parsed.GetRequiredValue(_exclude), connector),
            ExcludePasswords = [.. parsed.GetRequiredValue(_passwords).Select(name => name.Trim())],
        };
        new SettingsEditor(new AgentHome(_common.HomeOf(parsed)), _common.Terminal).ChangeConnector(connector.Domain, before => before with { Scope = rules });
        return Print(parsed, connector with { Scope = rules });
    }

    ConnectorSettings Find(ParseResult parsed) => SettingsEditor.FindConnector(new AgentHome(_common.HomeOf(parsed)).ReadSettings(), parsed.GetValue(_connector));

    int Print(ParseResult parsed, ConnectorSettings connector)
    {
        var rules = connector.Scope ?? ScopeRules.Everybody;
        var report = new ScopeReport(connector.Domain, rules.Include, rules.Exclude, rules.ExcludePasswords);
        _common.Print(parsed, report, ReportJson.Default.ScopeReport, output =>
        {
            output.WriteLine(report.Include.Count == 0 ? $"Everybody of {report.Domain}" : $"Of {report.Domain}, only below:");
            Write(output, report.Include);
            if (report.Exclude.Count > 0)
                output.WriteLine("but nobody below:");
            Write(output, report.Exclude);
            if (report.ExcludePasswords.Count > 0)
                output.WriteLine("and without the passwords of:");
            Write(output, report.ExcludePasswords);
        });
        return ExitCode.Done;
    }

    static void Write(TextWriter output, IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
            output.WriteLine($"  {line}");
    }

    static string[] Containers(string[] names, ConnectorSettings connector)
    {
        var context = "DC=" + string.Join(",DC=", connector.Domain.Split('.'));
        return [.. names.Select(name => name.Trim()).Select(name => name.EndsWith($",{context}", StringComparison.OrdinalIgnoreCase)
            ? name
            : throw new OperatorException($"'{name}' is no container of {connector.Domain}.", $"Give the distinguished name of a container, such as OU=Staff,{context}."))];
    }
}
