using System.CommandLine;
using Skybridge.Agent.Home;
using Skybridge.Agent.Setup;
using Skybridge.Agent.Setup.Answers;
using Skybridge.CommandLine;
using Skybridge.Sync.Engine;

namespace Skybridge.Agent.Commands;

/// <summary>What <c>init</c> made.</summary>
sealed record InitResult(string Home, string Domain, IReadOnlyList<string> DomainControllers, Uri Cloud, string AgentId, string AgentName, SyncMode Mode);

/// <summary><c>skybridge init</c>: a wizard on a terminal; by options or by answers elsewhere. Checks everything, then writes everything.</summary>
[TakesVariables]
sealed class InitCommand : Command
{
    readonly CommonOptions _common;
    readonly InitOptions _options = new();

    public InitCommand(CommonOptions common)
        : base("init", "Set the agent up: checks domain, account, rights and cloud before anything is written. On a terminal it asks; without one it wants the options")
    {
        _common = common;
        foreach (var option in _options.All)
            Options.Add(option);
        SetAction(RunAsync);
    }

    Terminal Terminal => _common.Terminal;

    async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var home = new AgentHome(_common.HomeOf(parsed));
        if (parsed.GetValue(_options.Change))
            return await ChangeAsync(parsed, home, cancellationToken);

        var missing = _options.FindMissing(parsed, Terminal);
        if (parsed.GetValue(_options.Answers) is { } answers)
            return await ReplayAsync(parsed, home, answers, cancellationToken);
        if (missing is null)
            return await RunOptionsAsync(parsed, home, cancellationToken);
        if (!Terminal.CanAsk || parsed.GetValue(_options.Yes))
            throw new OperatorException($"Option '{missing.Name}' is required.", "`skybridge init --help` says how it is used.");

        return await new WizardRun(Terminal, plan => _options.Fill(plan, parsed, Terminal), parsed.GetValue(_options.SaveAnswers)).RunAsync(
            home, result => Print(parsed, home, result), cancellationToken);
    }

    async Task<int> RunOptionsAsync(ParseResult parsed, AgentHome home, CancellationToken cancellationToken)
    {
        using var plan = new SetupPlan { Home = home };
        _options.Fill(plan, parsed, Terminal);
        HomeBuilder.Require(home);
        return await CarryOutAsync(parsed, plan, isReplay: false, cancellationToken);
    }

    async Task<int> ChangeAsync(ParseResult parsed, AgentHome home, CancellationToken cancellationToken)
    {
        using var plan = new SetupPlan { Home = home, Existing = home.ReadSettings() };
        _options.Begin(plan, parsed);
        _options.Fill(plan, parsed, Terminal);
        if (plan.Existing.Mode == SyncMode.Staging != plan.Staging && plan.Staging)
            throw new OperatorException("--change does not turn staging mode on or off.", "skybridge staging on, or off.");
        if (plan.ChangesCloud)
            await ConfirmAsync(parsed, plan, cancellationToken);
        else
            return await CarryOutAsync(parsed, plan, isReplay: false, cancellationToken);

        Print(parsed, home, await new SetupRun(plan, Steps(parsed), Say(parsed), Terminal).RunAsync(cancellationToken));
        return ExitCode.Done;
    }

    async Task<int> ReplayAsync(ParseResult parsed, AgentHome home, string file, CancellationToken cancellationToken)
    {
        var answers = AnswersFile.Read(file);
        using var plan = new SetupPlan { Home = home };
        AnswersPlan.Fill(plan, answers);
        _options.Fill(plan, parsed, Terminal);
        HomeBuilder.Require(home);
        if (plan.Code.Length == 0)
            plan.Code = await AskCodeAsync(cancellationToken);
        var setup = new UnattendedSetup(plan, Steps(parsed), Say(parsed), Terminal);
        if (answers.Cloud!.Fingerprint is { } fingerprint && plan.Authority is null)
            await setup.TrustAsync(fingerprint, cancellationToken);
        return await CarryOutAsync(parsed, plan, isReplay: true, cancellationToken, answers.Account!.Administrator);
    }

    async Task<int> CarryOutAsync(ParseResult parsed, SetupPlan plan, bool isReplay, CancellationToken cancellationToken, string? administrator = null)
    {
        var steps = Steps(parsed);
        if (plan.CreateAccount || plan.GrantRights)
            plan.Administrator = await AskAdministratorAsync(parsed, administrator, cancellationToken);
        if (!plan.CreateAccount && (plan.Changed is null || _options.NamesAccount(parsed)))
            plan.Password = await steps.ReadPasswordAsync(plan.Account, parsed.GetValue(_options.PasswordFile), plan.Keytab, cancellationToken);

        await new UnattendedSetup(plan, steps, Say(parsed), Terminal).CheckAsync(isReplay, cancellationToken);
        await ConfirmAsync(parsed, plan, cancellationToken);
        var result = await new SetupRun(plan, steps, Say(parsed), Terminal).RunAsync(cancellationToken);
        if (parsed.GetValue(_options.SaveAnswers) is { } file)
            AnswersFile.Write(file, AnswersPlan.Of(plan));
        Print(parsed, plan.Home, result);
        return !isReplay || !plan.Synchronize || await FirstSynchronization.RunAsync(plan.Home, plan.Domain, Terminal, cancellationToken) ? ExitCode.Done : ExitCode.DoneWithFindings;
    }

    async Task<AdministratorLogin> AskAdministratorAsync(ParseResult parsed, string? administrator, CancellationToken cancellationToken)
    {
        var name = parsed.GetValue(_options.Administrator) ?? administrator ?? "Administrator";
        return new AdministratorLogin(name, await SecretSource.ReadAsync(
            Terminal,
            parsed.GetValue(_options.AdministratorPasswordFile),
            InitOptions.AdministratorVariable,
            $"Password of {name} (used once, stored nowhere)",
            new OperatorException("There is no password for the administrator.", $"Name a file with --administrator-password-file, or set {InitOptions.AdministratorVariable}."),
            cancellationToken));
    }

    async Task<string> AskCodeAsync(CancellationToken cancellationToken)
    {
        if (!Terminal.CanAsk)
            throw new OperatorException("There is no enrolment code.", $"Give --enrollment-code, or set {InitOptions.CodeVariable}: `skybridge-cloud enroll NAME` prints one.");
        await Terminal.Error.WriteAsync("Code from `skybridge-cloud enroll`: ");
        return (await Terminal.ReadLineAsync(cancellationToken) ?? throw new OperationCanceledException("The input ended.")).Trim();
    }

    InitSteps Steps(ParseResult parsed) => new(Terminal, Say(parsed));

    // Not to standard error: there an error stands alone.
    Action<string> Say(ParseResult parsed)
    {
        var progress = parsed.GetValue(_common.Json) ? TextWriter.Null : Terminal.Out;
        return step => progress.WriteLine($"  ✓ {step}");
    }

    // Only a person is asked; a script has said what it wants.
    async Task ConfirmAsync(ParseResult parsed, SetupPlan plan, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_options.Yes) || !Terminal.CanAsk)
            return;

        await Terminal.Error.WriteAsync(plan.IsChange
            ? $"Change {(plan.ChangesCloud ? "where to deliver" : $"how {plan.Domain} is read")}, home {plan.Home.Root}? [y/N] "
            : $"Synchronize {plan.Domain} as {plan.Account} to {plan.Cloud}{(plan.Staging ? " (staging)" : "")}, home {plan.Home.Root}? [y/N] ");
        if ((await Terminal.ReadLineAsync(cancellationToken))?.Trim() is not ("y" or "Y" or "yes"))
            throw new OperatorException(plan.IsChange ? "Nothing was changed." : "Nothing was set up.", "Answer y, or give --yes.");
    }

    void Print(ParseResult parsed, AgentHome home, SetupResult made)
    {
        var cloud = made.Cloud ?? home.ReadSettings().Cloud;
        var result = new InitResult(home.Root, made.Connector.Domain, made.Connector.DomainControllers, cloud.Url, cloud.AgentId, cloud.AgentName, home.ReadSettings().Mode);
        _common.Print(parsed, result, ReportJson.Default.InitResult, output => Write(output, result, made.IsChange));
    }

    static void Write(TextWriter output, InitResult result, bool isChange)
    {
        if (isChange)
        {
            output.WriteLine($"Changed in {result.Home}. A running service works by it.");
            return;
        }

        output.WriteLine($"Ready in {result.Home}.");
        output.WriteLine("Next: `skybridge sync` synchronizes once, `skybridge run` from now on.");
    }
}
