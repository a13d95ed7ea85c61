using Skybridge.Lab.Processes;
using Skybridge.Lab.Product;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Troubleshooting;

/// <summary>The two questions of <c>skybridge troubleshoot</c>, asked on a real terminal.</summary>
[Collection(nameof(FaultTests))]
public sealed class MenuTests(LabRun lab) : BreakingTests(lab)
{
    const string Which = "1 or 2 (Enter for 1): ";
    const string Whose = "Whose (user principal name, sAMAccountName or DN): ";

    // Who runs the tests may not want colours; who sits at this terminal does.
    static readonly Dictionary<string, string?> Colourful = new() { ["NO_COLOR"] = null };

    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1")]
    [InlineData("")]
    public async Task Nobodys_password_arrives(string answer)
    {
        await using var terminal = Start(await FaultsAsync());
        await AskAsync(terminal, Which, "3", "'3' is neither 1 nor 2.");
        await AskAsync(terminal, Which, answer, "Nothing is wrong: passwords are synchronized.");
        await terminal.WaitForAsync("ruled out", Limit, Token);

        Assert.Equal(0, await terminal.WaitForExitAsync(Limit, Token));
    }

    [Fact]
    public async Task One_persons_password_does_not_arrive()
    {
        var stack = await FaultsAsync();
        var person = await stack.AddSignedInAsync($"m{Guid.NewGuid():N}"[..14]);
        await using var terminal = Start(stack);
        await AskAsync(terminal, Which, " 2 ", Whose);
        await terminal.EnterAsync("", Token);
        await AskAsync(terminal, Whose, person.User, $"{person.User}@");
        await terminal.WaitForAsync("password is synchronized", Limit, Token);

        Assert.Equal(0, await terminal.WaitForExitAsync(Limit, Token));
    }

    [Fact]
    public async Task A_name_that_nobody_has_is_said_so_with_colours_on_a_terminal()
    {
        await using var terminal = Start(await FaultsAsync());
        await AskAsync(terminal, Which, "2", Whose);
        await terminal.EnterAsync("no-such-person", Token);
        await terminal.WaitForAsync("user-not-found", Limit, Token);

        Assert.Equal(1, await terminal.WaitForExitAsync(Limit, Token));
        Assert.Contains("\e[31m✗", terminal.Raw, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_end_of_input_ends_it(bool atTheName)
    {
        await using var terminal = await StartAtAsync(atTheName);

        await terminal.EndInputAsync(Token);

        Assert.Equal(2, await terminal.WaitForExitAsync(Limit, Token));
        Assert.Contains("error: The input ended", terminal.Transcript, StringComparison.Ordinal);
        Assert.Contains("hint: ", terminal.Transcript, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ctrl_C_ends_it(bool atTheName)
    {
        await using var terminal = await StartAtAsync(atTheName);

        await terminal.InterruptAsync(Token);

        Assert.Equal(2, await terminal.WaitForExitAsync(Limit, Token));
        Assert.Contains("interrupted", terminal.Transcript, StringComparison.Ordinal);
    }

    async Task<PseudoTerminal> StartAtAsync(bool theName)
    {
        var terminal = Start(await FaultsAsync());
        await terminal.WaitForAsync(Which, Limit, Token);
        if (theName)
        {
            await terminal.EnterAsync("2", Token);
            await terminal.WaitForAsync(Whose, Limit, Token);
        }

        return terminal;
    }

    static PseudoTerminal Start(ProductLab stack) => PseudoTerminal.Start(new() { FileName = Programs.Agent, Arguments = ["troubleshoot", "--home", stack.Agent.Home], Environment = Colourful });

    static async Task AskAsync(PseudoTerminal terminal, string question, string answer, string then)
    {
        await terminal.WaitForAsync(question, Limit, Token);
        await terminal.EnterAsync(answer, Token);
        await terminal.WaitForAsync(then, Limit, Token);
    }
}
