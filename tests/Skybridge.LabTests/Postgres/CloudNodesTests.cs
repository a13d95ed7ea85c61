using Skybridge.Lab.OpenId;
using Skybridge.Lab.Processes;
using Skybridge.Lab.Product;

namespace Skybridge.LabTests.Postgres;

/// <summary>Several nodes of one cloud: what one of them began another one finishes, and what one of them counts all of them know.</summary>
public sealed class CloudNodesTests(LabRun lab, PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    const string Administrator = "admin@skybridge.internal";
    const string Password = "a long one for the node tests";
    const int AtMost = 20;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sign_in_that_one_node_began_is_finished_by_the_other()
    {
        await using var nodes = await StartAsync("finish");
        await nodes.First.AddUserAsync(Administrator, Password, cancellationToken: Token);

        for (var i = 0; i < 3; i++)
            Assert.IsType<SignInResult.Accepted>(await nodes.SignInAsync(Administrator, Password));
        Assert.IsType<SignInResult.Refused>(await nodes.SignInAsync(Administrator, "another one"));
    }

    [Fact]
    public async Task Guesses_at_one_node_count_at_the_other_and_after_a_restart()
    {
        await using var nodes = await StartAsync("guesses");
        await nodes.First.AddUserAsync(Administrator, Password, cancellationToken: Token);
        nodes.Only(nodes.First);
        for (var i = 0; i < 7; i++)
        {
            var answer = await nodes.SignInAsync(Administrator, $"guess {i}");
            Assert.True(answer is SignInResult.Refused, answer.ToString());
        }

        // Ten are free in all; a slow machine may let one wait pass.
        Assert.InRange(await GuessUntilThrottledAsync(nodes, nodes.Second), 3, 5);
        await nodes.Second.KillAsync(Token);
        await nodes.Second.StartAsync(Token);
        Assert.InRange(await GuessUntilThrottledAsync(nodes, nodes.Second), 0, 2);
        Assert.InRange(await GuessUntilThrottledAsync(nodes, nodes.First), 0, 2);
    }

    [Fact]
    public async Task A_home_with_other_keys_is_no_node()
    {
        await using var nodes = await StartAsync("stranger");
        var strange = Path.Combine(lab.Folder, $"strange-{Guid.NewGuid():N}");
        await Programs.CheckAsync(Programs.Cloud, ["init", "--home", strange, .. postgres.Init(await postgres.CreateDatabaseAsync())], cancellationToken: Token);
        await Tool.CheckAsync("cp", [Path.Combine(nodes.First.Home, "cloud.json"), strange], "Is the disk full?", cancellationToken: Token);

        var refused = await Programs.RunAsync(Programs.Cloud, ["serve", "--home", strange, "--urls", "https://127.0.0.1:0"], cancellationToken: Token);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--join", refused.Errors);
    }

    // How many guesses are let in before the account has to wait.
    static async Task<int> GuessUntilThrottledAsync(CloudNodes nodes, CloudServer node)
    {
        nodes.Only(node);
        for (var count = 0; count < AtMost; count++)
        {
            var answer = await nodes.SignInAsync(Administrator, $"{Guid.NewGuid()}");
            if (answer is SignInResult.Throttled)
                return count;
            Assert.True(answer is SignInResult.Refused, answer.ToString());
        }

        return AtMost;
    }

    async Task<CloudNodes> StartAsync(string name) =>
        await CloudNodes.StartAsync(Path.Combine(lab.Folder, $"nodes-{name}"), postgres.Init(await postgres.CreateDatabaseAsync()));
}
