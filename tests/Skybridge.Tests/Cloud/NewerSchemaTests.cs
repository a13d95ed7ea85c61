using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Skybridge.Cloud.Hosting;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>A node of a newer version brings the database up to date while this one serves: additions alone, by the rule of CONTRIBUTING.md.</summary>
public sealed class NewerSchemaTests : IAsyncLifetime
{
    static readonly string[] Additions =
    [
        "ALTER TABLE users ADD COLUMN later_text varchar(64) NULL",
        "ALTER TABLE credentials ADD COLUMN later_number integer NOT NULL DEFAULT 0",
        "ALTER TABLE audit_entries ADD COLUMN later_text varchar(64) NULL",
        "ALTER TABLE tenants ADD COLUMN later_number integer NOT NULL DEFAULT 0",
        "CREATE TABLE later (id integer PRIMARY KEY)",
        "CREATE INDEX ix_later ON users (display_name)",
        "INSERT INTO \"__EFMigrationsHistory\" VALUES ('99990101000000_Later', '99')",
    ];

    readonly RunningCloud _cloud = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _cloud.InitializeAsync();

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task What_runs_goes_on_and_what_starts_is_refused()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        var (before, after) = (new TestPerson(), new TestPerson());
        await agent.DeliverAsync(before.Whole());
        Assert.True(await IsInAsync(before));

        foreach (var addition in Additions)
        {
            await _cloud.WithDbAsync(db => db.Database.ExecuteSqlRawAsync(addition, Token));
            Assert.True(await IsInAsync(before));
        }

        var changed = before with { Password = "another one", Version = 2 };
        await agent.DeliverAsync(after.Whole(), changed.PasswordOnly());
        Assert.True(await IsInAsync(after));
        Assert.True(await IsInAsync(changed));
        Assert.NotEqual(0, await _cloud.Services.GetRequiredService<AuditSealer>().SealSomeAsync(Token));
        await _cloud.HardenAsync();
        await agent.DeliverAsync(after.Removed());
        Assert.False(await IsInAsync(after));
        (await _cloud.CliAsync("user", "list")).AssertCouldNotRun("made by a newer version");
    }

    async Task<bool> IsInAsync(TestPerson person)
    {
        using var browser = new TestBrowser(_cloud);
        return (await browser.SignInAsync(person.UserName, person.Password)).IsIn;
    }
}
