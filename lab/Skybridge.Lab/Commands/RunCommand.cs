using System.CommandLine;
using System.Globalization;
using Skybridge.Lab.Processes;
using Skybridge.Lab.Showcase;

namespace Skybridge.Lab.Commands;

/// <summary><c>run</c>: what <c>./run</c> does.</summary>
static class RunCommand
{
    static readonly Option<bool> Once = new("--once") { Description = "End after the proof; exit code 0 only if everything was proven" };
    static readonly Option<bool> Keep = new("--keep") { Description = "Leave everything up and return" };
    static readonly Option<bool> Stop = new("--stop") { Description = "Stop what --keep left up" };

    public static Command Create()
    {
        var run = new Command("run", "Set up a domain controller, the cloud and the agent, and prove that passwords get through") { Once, Keep, Stop };
        run.Validators.Add(result =>
        {
            if (new[] { Once, Keep, Stop }.Count(option => result.GetValue(option)) > 1)
                result.AddError("--once, --keep and --stop exclude each other.");
        });
        run.Does(RunAsync);
        return run;
    }

    static async Task RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var folder = new ShowcaseFolder();
        if (parsed.GetValue(Stop))
        {
            await StopAsync(folder, cancellationToken);
            return;
        }

        if (folder.ReadRunning() is [var running, ..])
            throw new LabException($"A lab is up already ({running.Name}, process {running.Pid}).", "Stop it: ./run --stop");

        folder.Reset();
        var keep = parsed.GetValue(Keep);
        var narrator = new Narrator(Console.Out);
        var stack = await ShowcaseStack.StartAsync(folder, keep, narrator, cancellationToken);
        var stays = false;
        try
        {
            await stack.DescribeAsync(cancellationToken);
            await new Proof(stack, narrator).RunAsync(cancellationToken);
            narrator.Begin(string.Create(CultureInfo.InvariantCulture, $"Proven, after {narrator.Elapsed.TotalSeconds:0} s."));
            if (!parsed.GetValue(Once))
                ShowWhereToLook(stack, folder, narrator, keep);
            stays = keep;
            if (!keep && !parsed.GetValue(Once))
                await UntilInterruptedAsync(cancellationToken);
        }
        finally
        {
            if (stays)
                await stack.DisposeAsync();
            else
                await stack.EndAsync();
        }
    }

    static void ShowWhereToLook(ShowcaseStack stack, ShowcaseFolder folder, Narrator narrator, bool keep)
    {
        narrator.Begin("Where to look");
        narrator.Say($"sign in      {stack.Cloud.Url}account/sign-in   (trust {stack.Cloud.CaFile})");
        narrator.Say($"who is there {folder.Description}   (people, passwords, commands)");
        narrator.Say($"agent        {Product.Programs.Agent} status --home {stack.Agent.Home}");
        narrator.Say($"cloud        {Product.Programs.Cloud} user list --home {stack.Cloud.Home}");
        narrator.Say($"directory    {Path.Combine(AppContext.BaseDirectory, "skybridge-lab")} user set-password ada.lovelace --home {folder.DomainController}");
        narrator.Say($"logs         {folder.Log("agent")}, {folder.Log("cloud")}");
        narrator.Begin(keep ? "It stays up. Stop it: ./run --stop" : "It stays up until Ctrl-C.");
    }

    static async Task UntilInterruptedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("\nStopping everything that was started.");
        }
    }

    static async Task StopAsync(ShowcaseFolder folder, CancellationToken cancellationToken)
    {
        var running = folder.ReadRunning();
        foreach (var process in running.Reverse())
        {
            await process.Identity.EndAsync(ChildProgram.Patience, cancellationToken);
            Console.WriteLine($"{process.Name} (process {process.Pid}) is stopped.");
        }

        folder.Close();
        if (running.Count == 0)
            Console.WriteLine("Nothing was up.");
    }
}
