using Skybridge.Lab.Processes;

namespace Skybridge.LabTests.Processes;

/// <summary>A program on a terminal of ours is read, typed to, interrupted and never left behind.</summary>
public class PseudoTerminalTests
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_program_has_a_terminal_of_the_size_that_was_asked_for()
    {
        await using var terminal = Shell("test -t 0 -a -t 1 -a -t 2 && stty size", rows: 30, columns: 91);

        Assert.Equal(0, await terminal.WaitForExitAsync(Limit, Token));
        Assert.Equal("30 91\n", terminal.Transcript);
    }

    [Fact]
    public async Task What_is_typed_arrives_and_questions_are_waited_for_in_their_order()
    {
        await using var terminal = Shell("printf 'name? '; read name; printf 'name? '; read other; echo \"$name and $other\"; exit 3");

        await terminal.WaitForAsync("name? ", Limit, Token);
        await terminal.EnterAsync("Ada Λ", Token);
        await terminal.WaitForAsync("name? ", Limit, Token);
        await terminal.EnterAsync("Grace", Token);
        await terminal.WaitForAsync("Ada Λ and Grace", Limit, Token);

        Assert.Equal(3, await terminal.WaitForExitAsync(Limit, Token));
    }

    [Fact]
    public async Task What_is_hidden_is_not_in_the_transcript()
    {
        await using var terminal = Shell("stty -echo; printf 'secret? '; read secret; stty echo; echo; echo ${#secret}");

        await terminal.WaitForAsync("secret? ", Limit, Token);
        await terminal.EnterAsync("hunter2", Token);
        await terminal.WaitForAsync("7", Limit, Token);

        Assert.DoesNotContain("hunter2", terminal.Transcript, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Control_c_interrupts()
    {
        await using var terminal = Shell("echo ready; exec sleep 60");

        await terminal.WaitForAsync("ready", Limit, Token);
        await terminal.InterruptAsync(Token);

        Assert.Equal(128 + 2, await terminal.WaitForExitAsync(Limit, Token));
    }

    [Fact]
    public async Task The_end_of_input_is_heard()
    {
        await using var terminal = Shell("echo ready; cat; echo over");

        await terminal.WaitForAsync("ready", Limit, Token);
        await terminal.EndInputAsync(Token);
        await terminal.WaitForAsync("over", Limit, Token);
    }

    [Fact]
    public async Task Colours_and_movements_are_left_out_and_the_screen_shows_what_is_to_be_seen()
    {
        await using var terminal = Shell(@"printf '\033[1mbold\033[0m one\r\n10%%\r20%%\033[K\r\n\033]0;title\atail\033[1;1HB'");

        await terminal.WaitForExitAsync(Limit, Token);

        Assert.Equal("bold one\n10%20%\ntailB", terminal.Transcript);
        Assert.Equal("Bold one\n20%\ntail", terminal.Screen);
        Assert.Contains("\u001b[1mbold", terminal.Raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_where_its_cursor_is()
    {
        await using var terminal = Shell(@"stty raw -echo; printf 'ab\033[6n'; dd bs=1 count=6 2>/dev/null | tail -c 5");

        await terminal.WaitForExitAsync(Limit, Token);

        Assert.Equal("ab[1;3R", terminal.Transcript);
    }

    [Fact]
    public async Task A_text_that_does_not_come_is_an_error_with_what_came()
    {
        await using var terminal = Shell("echo something else");

        var failure = await Assert.ThrowsAsync<TimeoutException>(() => terminal.WaitForAsync("hello", Limit, Token));

        Assert.Contains("something else", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_ignores_the_hang_up_is_ended()
    {
        var terminal = Shell("trap '' HUP INT TERM; echo $$; while :; do sleep 1; done");
        await terminal.WaitForAsync("\n", Limit, Token);
        var process = ProcessIdentity.Of(int.Parse(terminal.Transcript));
        Assert.NotNull(process);

        await terminal.DisposeAsync();

        Assert.True(await process.Value.WaitForExitAsync(Limit, Token));
    }

    static PseudoTerminal Shell(string script, int rows = 40, int columns = 120) =>
        PseudoTerminal.Start(new() { FileName = "/bin/bash", Arguments = ["-c", script], Rows = rows, Columns = columns });
}
