using System.Diagnostics;
using Skybridge.Lab;
using Skybridge.Lab.Processes;

namespace Skybridge.LabTests.Processes;

/// <summary>Programs beside us are heard, held, stopped and never left behind.</summary>
public class ChildProgramTests(LabRun lab)
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_words_are_kept_and_told()
    {
        var heard = new List<string>();
        await using var child = ChildProgram.Start(Shell("words", "echo one; echo two >&2") with { OnLine = heard.Add });

        var code = await child.WaitForExitAsync(Token);

        Assert.Equal(0, code);
        Assert.Equal(["words | one", "words | two"], heard.Order());
        Assert.Contains("two", child.LogTail(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_log_does_not_grow_without_end()
    {
        var options = Shell("chatter", "seq 1 20000") with { LogLimit = 10_000 };
        await using var child = ChildProgram.Start(options);

        await child.WaitForExitAsync(Token);

        Assert.True(new FileInfo(options.LogFile).Length < 20_000);
        Assert.Contains("20000", child.LogTail(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_ends_too_early_is_reported_with_its_words()
    {
        await using var child = ChildProgram.Start(Shell("early", "echo no such setting >&2; exit 3"));

        var failure = await Assert.ThrowsAsync<LabException>(
            () => child.WaitUntilReadyAsync(_ => ValueTask.FromResult(false), Limit, Token));

        Assert.Contains("exit code 3", failure.Message, StringComparison.Ordinal);
        Assert.Contains("no such setting", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_will_not_end_is_ended()
    {
        await using var child = ChildProgram.Start(Shell("stubborn", "trap '' TERM; echo up; while :; do sleep 1; done"));
        await Wait.UntilAsync(() => child.LogTail().Contains("up", StringComparison.Ordinal), Limit, "it is up", Token);

        await child.StopAsync(TimeSpan.FromMilliseconds(300), Token);

        Assert.Equal(128 + (int)Signal.Kill, child.ExitCode);
    }

    [Fact]
    public async Task Its_children_end_with_it()
    {
        await using var child = ChildProgram.Start(Shell("family", "sleep 1000 & echo $!; wait"));
        var grandchild = await GrandchildAsync(child);

        await child.KillAsync(Token);

        Assert.True(await grandchild.WaitForExitAsync(Limit, Token));
    }

    [Fact]
    public async Task A_held_one_goes_on()
    {
        await using var child = ChildProgram.Start(Shell("held", "echo up; read line; echo never"));
        child.Suspend();

        child.Resume();

        Assert.Equal(0, await child.WaitForExitAsync(Token));
    }

    [Fact]
    public async Task When_we_are_killed_it_ends_too()
    {
        // The undertaker alone, as it would be after our end: its input closes.
        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(LabPaths.Scripts, "undertaker.py")]) { RedirectStandardInput = true };
        using var undertaker = Process.Start(start)!;
        await using var child = ChildProgram.Start(Shell("orphan", "trap '' TERM; while :; do sleep 1; done"));
        await using var spared = ChildProgram.Start(Shell("spared", "while :; do sleep 1; done"));
        foreach (var one in (ProcessIdentity[])[child.Identity, spared.Identity])
            await undertaker.StandardInput.WriteLineAsync($"+ {one.Pid} {one.StartTicks}");
        await undertaker.StandardInput.WriteLineAsync($"- {spared.Identity.Pid} {spared.Identity.StartTicks}");
        child.Suspend();

        undertaker.StandardInput.Close();
        await undertaker.WaitForExitAsync(Token);

        Assert.True(await child.Identity.WaitForExitAsync(Limit, Token));
        Assert.True(spared.IsRunning);
    }

    [Fact]
    public async Task One_that_outlives_us_is_left_running()
    {
        var options = Shell("outlives", "echo up; while :; do sleep 1; done") with { OutlivesUs = true };
        ProcessIdentity left;
        await using (var child = ChildProgram.Start(options))
        {
            left = child.Identity;
            await Wait.UntilAsync(() => child.LogTail().Contains("up", StringComparison.Ordinal), Limit, "it is up", Token);
        }

        Assert.True(left.IsAlive);
        await left.EndAsync(Limit, Token);
        Assert.False(left.IsAlive);
    }

    [Fact]
    public void A_reused_number_is_another_process()
    {
        var self = ProcessIdentity.Of(Environment.ProcessId)!.Value;

        Assert.True(self.IsAlive);
        Assert.False((self with { StartTicks = self.StartTicks - 1 }).IsAlive);
    }

    ChildProgramOptions Shell(string name, string script) => new()
    {
        Name = name,
        FileName = "/bin/sh",
        Arguments = ["-c", script],
        LogFile = Path.Combine(lab.Folder, "children", name + ".log"),
    };

    static async Task<ProcessIdentity> GrandchildAsync(ChildProgram child)
    {
        ProcessIdentity? found = null;
        await Wait.UntilAsync(
            () => int.TryParse(child.LogTail(1).Split(' ', '\n')[^1], out var pid) && (found = ProcessIdentity.Of(pid)) is not null,
            Limit,
            "its child runs",
            Token);
        return found!.Value;
    }
}
