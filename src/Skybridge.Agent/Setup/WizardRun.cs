using System.Runtime.InteropServices;
using Skybridge.Agent.Home;
using Skybridge.Agent.Setup.Answers;
using Skybridge.Agent.Setup.Talk;
using Skybridge.Agent.Setup.Wizard;
using Skybridge.CommandLine;

namespace Skybridge.Agent.Setup;

/// <summary>The wizard from its first question to what comes after the set-up.</summary>
/// <param name="terminal">Who is asked.</param>
/// <param name="fill">Lays what was said by options into the plan: these are what Enter alone means.</param>
/// <param name="saveAnswers">Where the answers are to be kept; null for nowhere.</param>
sealed class WizardRun(Terminal terminal, Action<SetupPlan> fill, string? saveAnswers)
{
    readonly Dialogue _dialogue = new(new TerminalConversation(terminal));

    /// <summary>Asks, and does what was asked for.</summary>
    /// <param name="home">Where.</param>
    /// <param name="print">Prints the result.</param>
    /// <param name="cancellationToken">Ctrl-C: ends it, and leaves nothing behind.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(AgentHome home, Action<SetupResult> print, CancellationToken cancellationToken)
    {
        var existing = home.IsInitialized() ? home.ReadSettings() : null;
        if (existing is null)
            HomeBuilder.Require(home);
        using var plan = new SetupPlan { Home = home, Existing = existing };
        fill(plan);

        // A terminal that is closed is as good as Ctrl-C.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            ended.Cancel();
        });
        var result = await SetUpAsync(plan, ended.Token);
        if (saveAnswers is not null)
            AnswersFile.Write(saveAnswers, AnswersPlan.Of(plan));
        _dialogue.Gap();
        print(result);
        return plan.IsChange ? ExitCode.Done : await FinishAsync(plan, ended.Token);
    }

    async Task<SetupResult> SetUpAsync(SetupPlan plan, CancellationToken cancellationToken)
    {
        var steps = plan.Existing is null ? SetupWizard.StepsFor(plan, terminal.Time) : await ChangeQuestion.AskAsync(plan, _dialogue, terminal.Time, cancellationToken);
        var wizard = new SetupWizard(plan, _dialogue, steps);
        var run = new SetupRun(plan, new InitSteps(terminal, _dialogue.Done), _dialogue.Done, terminal);
        for (var isFirst = true; ; isFirst = false)
        {
            await wizard.RunAsync(fromSummary: !isFirst, cancellationToken);
            try
            {
                return await run.RunAsync(cancellationToken);
            }
            catch (Exception error) when (SetupProblem.Of(error) is { } problem)
            {
                _dialogue.Complain(problem);
                _dialogue.Say("Nothing was set up, and nothing is left of the attempt. Change what has to be changed, and say yes again; or leave with Ctrl-C.");
            }
        }
    }

    async Task<int> FinishAsync(SetupPlan plan, CancellationToken cancellationToken)
    {
        var succeeded = true;
        try
        {
            _dialogue.Explanation = "Reads the domain and delivers everybody, once, with progress. Otherwise the service does it as soon as it runs.";
            plan.Synchronize = await _dialogue.ConfirmAsync("Synchronize once now", usual: true, cancellationToken);
            if (plan.Synchronize)
                succeeded = await FirstSynchronization.RunAsync(plan.Home, plan.Domain, terminal, cancellationToken);
        }
        catch (Exception error) when (error is OperationCanceledException or StepBackException)
        {
            // It is set up; only the first synchronization is left to the service.
        }

        _dialogue.Gap();
        _dialogue.Heading("What next");
        foreach (var (command, why) in Next(plan))
        {
            _dialogue.Say(why);
            _dialogue.Copy(command);
        }

        return succeeded ? ExitCode.Done : ExitCode.DoneWithFindings;
    }

    static IEnumerable<(string Command, string Why)> Next(SetupPlan plan)
    {
        if (SignInStep.CommandOf(plan) is { } signIn)
            yield return (signIn, $"Change how people of {plan.Domain} sign in:");
        if (plan.Existing is null)
        {
            yield return HasUnit()
                ? ("systemctl enable --now skybridge", "Synchronize from now on, as a service:")
                : ($"skybridge run --home {plan.Home.Root}", "Synchronize from now on (docs/operations.md has a systemd unit):");
        }

        yield return ($"skybridge status --home {plan.Home.Root}", "See who is synchronized, and why others are not:");
        yield return ($"skybridge troubleshoot --home {plan.Home.Root}", "When a password does not arrive:");
    }

    static bool HasUnit() => Directory.Exists("/run/systemd/system")
        && ((string[])["/etc/systemd/system", "/lib/systemd/system", "/usr/lib/systemd/system"]).Any(folder => File.Exists(Path.Combine(folder, "skybridge.service")));
}
