using Skybridge.Cloud.Data;
using Skybridge.Cloud.Home;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>A cloud that was moved to a PostgreSQL database, and goes on in its file all the same.</summary>
public sealed class MoveAgainTests : IAsyncLifetime
{
    readonly RunningCloud _cloud = new() { IsEmbedded = true, KeepsAddress = true };

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _cloud.InitializeAsync();

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    /// <summary>The host died between the commit and the new settings, which is: the home of before, and a database that is full.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_copy_that_nobody_has_used_is_replaced_and_another_is_not(bool wasUsed)
    {
        if (!TestStore.IsPostgres)
            return;

        var person = new TestPerson();
        using (var agent = await TestAgent.EnrollAsync(_cloud))
            await agent.DeliverAsync(person.Whole());
        await _cloud.StopAsync();
        var (home, database) = (new CloudHome(_cloud.Home), await TestStore.CreateAsync());
        var settings = await File.ReadAllBytesAsync(home.Settings, Token);
        Assert.Equal(0, (await MoveAsync(database)).ExitCode);
        if (wasUsed)
            Assert.Equal(0, (await _cloud.CliAsync("enroll", "used")).ExitCode);
        await File.WriteAllBytesAsync(home.Settings, settings, Token);
        File.Move($"{home.Database}.moved", home.Database);
        await _cloud.CliWithPasswordAsync("a password of the cloud", "user", "create", "mia");

        var again = await MoveAsync(database);

        if (wasUsed)
        {
            again.AssertCouldNotRun("There is a cloud in the database");
            Assert.True(File.Exists(home.Database));
        }

        await _cloud.StartAsync();
        using var browser = new TestBrowser(_cloud);
        Assert.True((await browser.SignInAsync("mia@skybridge.internal", "a password of the cloud")).IsIn);
        Assert.True((await browser.SignInAsync(person.UserName, person.Password)).IsIn);
        Assert.Equal(0, (await _cloud.CliAsync("audit", "verify")).ExitCode);
        Assert.Equal(wasUsed ? 0 : 1, (await _cloud.CliAsync("audit", "--json")).Out.Split(AuditActions.StoreMoved).Length - 1);
    }

    Task<CliRun> MoveAsync(string database) => _cloud.CliAsync("move", "--postgres", TestStore.Address(database), "--json");
}
