using System.CommandLine;
using Skybridge.Agent.Home;
using Skybridge.CommandLine;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Engine;

namespace Skybridge.Agent.Commands;

/// <summary><c>skybridge scope</c>: who is synchronized, and whose password is not.</summary>
sealed class ScopeCommand : Command
{
    readonly CommonOptions _common;
    readonly Option<string?> _connector = CommandOptions.Text("--connector", "DOMAIN", "Which connector, where there are several");
    readonly Option<string?> _user = CommandOptions.Text("--user", "NAME", "Say what each rule makes of this person: user principal name, DN or sAMAccountName");
    readonly Option<string[]> _include = CommandOptions.Texts("--include", "DN", "A container: only people below such a one; may be repeated (none for the whole domain)");
    readonly Option<string[]> _exclude = CommandOptions.Texts("--exclude", "DN", "A container: nobody below it; may be repeated");
    readonly Option<string[]> _includeGroup = CommandOptions.Texts("--include-group", "DN", "A group: only its members, also those of groups within it; may be repeated");
    readonly Option<string[]> _excludeGroup = CommandOptions.Texts("--exclude-group", "DN", "A group: none of its members; may be repeated");
    readonly Option<string[]> _filter = CommandOptions.Texts("--filter", "CONDITION", "Only people with NAME=VALUE, NAME!=VALUE, NAME=BEGINNING*, NAME=* or NAME!=*; all of several");
    readonly Option<string[]> _withoutPassword = CommandOptions.Texts("--exclude-password", "NAME", "A person (sAMAccountName or user principal name) who is synchronized without the password; may be repeated");
    readonly Option<string[]> _withoutPasswordGroup = CommandOptions.Texts("--exclude-password-group", "DN", "A group whose members are synchronized without the password; may be repeated");
    readonly Option<string[]> _withoutPasswordFilter = CommandOptions.Texts("--exclude-password-filter", "CONDITION", "Whoever meets it is synchronized without the password, such as adminDescription=PHSFiltered; may be repeated");
    readonly Option<string[]> _password = CommandOptions.Texts("--include-password", "NAME", "No passwords but this person's; may be repeated, and joined with the two that follow");
    readonly Option<string[]> _passwordGroup = CommandOptions.Texts("--include-password-group", "DN", "No passwords but those of this group's members; may be repeated");
    readonly Option<string[]> _passwordFilter = CommandOptions.Texts("--include-password-filter", "CONDITION", "No passwords but those of people who meet it, such as adminDescription=PHSIncluded; may be repeated");

    public ScopeCommand(CommonOptions common)
        : base("scope", "Show and set who is synchronized, and whose password is not")
    {
        _common = common;
        var show = new Command("show", "Print the rules, or what they make of one person") { _connector, _user };
        show.SetAction(RunShow);
        var set = new Command("set", "Set all rules anew; what is not given is empty. Who leaves the scope is refused at sign-in and kept for 30 days")
        {
            _connector, _include, _exclude, _includeGroup, _excludeGroup, _filter, _withoutPassword, _withoutPasswordGroup, _withoutPasswordFilter, _password, _passwordGroup, _passwordFilter,
        };
        set.SetAction(RunSet);
        Subcommands.Add(show);
        Subcommands.Add(set);
    }

    int RunShow(ParseResult parsed)
    {
        if (parsed.GetValue(_user) is not { } user)
            return Print(parsed, Find(parsed));

        var home = new AgentHome(_common.HomeOf(parsed));
        var explanation = Reader(parsed).Explain(SettingsEditor.FindConnectors(home.ReadSettings(), parsed.GetValue(_connector)), user);
        _common.Print(parsed, explanation, ReportJson.Default.ScopeExplanation, explanation.Write);
        return explanation.PasswordInScope ? ExitCode.Done : ExitCode.DoneWithFindings;
    }

    int RunSet(ParseResult parsed)
    {
        var connector = Find(parsed);
        string[] Names(Option<string[]> option) => [.. parsed.GetRequiredValue(option).Select(name => name.Trim())];
        string[] Places(Option<string[]> option, string what) => Check(Names(option), connector, what);
        AttributeFilter[] Filters(Option<string[]> option) => [.. parsed.GetRequiredValue(option).Select(Parse)];
        var rules = new ScopeRules
        {
            Include = Places(_include, "container"),
            Exclude = Places(_exclude, "container"),
            IncludeGroups = Places(_includeGroup, "group"),
            ExcludeGroups = Places(_excludeGroup, "group"),
            Filters = Filters(_filter),
            ExcludePasswords = Names(_withoutPassword),
            ExcludePasswordGroups = Places(_withoutPasswordGroup, "group"),
            ExcludePasswordFilters = Filters(_withoutPasswordFilter),
            IncludePasswords = Names(_password),
            IncludePasswordGroups = Places(_passwordGroup, "group"),
            IncludePasswordFilters = Filters(_passwordFilter),
        };
        if (rules.FindFault() is { } fault)
            throw new OperatorException(fault, "Give --exclude-password, --exclude-password-group, --exclude-password-filter, or the three that begin with --include-password.");

        rules = Reader(parsed).Identify(connector, rules);
        new SettingsEditor(new AgentHome(_common.HomeOf(parsed)), _common.Terminal).ChangeConnector(connector.Domain, before => before with { Scope = rules });
        return Print(parsed, connector with { Scope = rules });
    }

    ConnectorSettings Find(ParseResult parsed) => SettingsEditor.FindConnector(new AgentHome(_common.HomeOf(parsed)).ReadSettings(), parsed.GetValue(_connector));

    ScopeReader Reader(ParseResult parsed) => new(new AgentHome(_common.HomeOf(parsed)), _common.Terminal.Time);

    int Print(ParseResult parsed, ConnectorSettings connector)
    {
        var report = ScopeReport.Of(connector.Domain, connector.Scope ?? ScopeRules.Everybody, Reader(parsed).FindRenamed(connector));
        _common.Print(parsed, report, ReportJson.Default.ScopeReport, report.Write);
        return ExitCode.Done;
    }

    static AttributeFilter Parse(string text)
    {
        try
        {
            return AttributeFilter.Parse(text);
        }
        catch (FormatException error)
        {
            throw new OperatorException(error.Message, "For example --filter employeeType=staff.");
        }
    }

    static string[] Check(string[] names, ConnectorSettings connector, string what)
    {
        var context = DirectoryIdentity.ContextOf(connector.Domain);
        return Array.Find(names, name => !name.EndsWith($",{context}", StringComparison.OrdinalIgnoreCase)) is { } strange
            ? throw new OperatorException($"'{strange}' is no {what} of {connector.Domain}.", $"Give the distinguished name of a {what}, such as OU=Staff,{context}.")
            : names;
    }
}
