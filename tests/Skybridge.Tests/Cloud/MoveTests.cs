using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OpenIddict.EntityFrameworkCore.Models;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Home;
using Skybridge.Cloud.Moving;
using Skybridge.Contract;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>A cloud that has grown: from the file in its home to a PostgreSQL database, and everything goes on.</summary>
public sealed class MoveTests : IAsyncLifetime
{
    readonly RunningCloud _cloud = new() { IsEmbedded = true, KeepsAddress = true };

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _cloud.InitializeAsync();

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task Agents_people_sessions_and_the_audit_log_go_on()
    {
        if (!TestStore.IsPostgres)
            return; // There is no server to go to.

        using var agent = await TestAgent.EnrollAsync(_cloud);
        var (early, late) = (new TestPerson(), new TestPerson());
        var before = (await agent.DeliverAsync(early.Whole())).Tenant.Incarnation;
        await _cloud.CliWithPasswordAsync("a password of the cloud", "user", "create", "mia");
        using var browser = new TestBrowser(_cloud);
        Assert.True((await browser.SignInAsync(early.UserName, early.Password)).IsIn);
        var people = await _cloud.CliAsync("user", "list", "--json");

        var moved = await MoveAsync(await TestStore.CreateAsync());
        await _cloud.StartAsync();

        Assert.True(moved.GetProperty("rows").GetInt32() > 10);
        Assert.Equal(people.Out, (await _cloud.CliAsync("user", "list", "--json")).Out);
        using var other = new TestBrowser(_cloud);
        Assert.True((await other.SignInAsync(early.UserName, early.Password)).IsIn);
        Assert.True((await other.SignInAsync("mia@skybridge.internal", "a password of the cloud")).IsIn);
        Assert.Equal(before, (await agent.DeliverAsync(late.Whole())).Tenant.Incarnation);
        Assert.True((await other.SignInAsync(late.UserName, late.Password)).IsIn);
        var audit = await _cloud.CliAsync("audit", "--json");
        Assert.Contains(AuditActions.StoreMoved, audit.Out);
        Assert.Equal(0, (await _cloud.CliAsync("audit", "verify")).ExitCode);
        Assert.False(File.Exists(new CloudHome(_cloud.Home).Database));
        Assert.True(File.Exists($"{new CloudHome(_cloud.Home).Database}.moved"));
    }

    /// <summary>Every table, so that one that comes later is not forgotten.</summary>
    [Fact]
    public async Task Every_column_of_every_row_arrives()
    {
        if (!TestStore.IsPostgres)
            return;

        await FillAsync();
        var home = new CloudHome(_cloud.Home);
        await _cloud.StopAsync();
        IReadOnlyDictionary<string, IReadOnlyList<string>> before;
        await using (var db = TestStore.Open(_cloud.Home))
            before = await DumpAsync(db);
        Assert.Equal(["ring_keys"], before.Where(table => table.Value.Count == 0).Select(table => table.Key)); // In a home these are files.

        await MoveAsync(await TestStore.CreateAsync(), stop: false);

        await using var moved = TestStore.Open(_cloud.Home);
        var after = await DumpAsync(moved);
        foreach (var (table, rows) in before.Where(one => one.Key is not ("audit_entries" or "ring_keys")))
            Assert.Equal(rows, after[table]);
        Assert.Equal(before["audit_entries"], after["audit_entries"].Where(row => !row.Contains(AuditActions.StoreMoved)));
        Assert.Equal(Directory.GetFiles(home.DataProtectionKeys, "*.xml").Length, after["ring_keys"].Count);
        await _cloud.StartAsync();
    }

    [Fact]
    public async Task While_it_is_served_it_is_not_moved()
    {
        var refused = await _cloud.CliAsync("move", "--postgres", TestStore.IsPostgres ? TestStore.Address(await TestStore.CreateAsync()) : "postgresql://nobody@127.0.0.1:1/nowhere");

        refused.AssertCouldNotRun("is being served");
        using var browser = new TestBrowser(_cloud);
        await _cloud.CliWithPasswordAsync("a password of the cloud", "user", "create", "mia");
        Assert.True((await browser.SignInAsync("mia@skybridge.internal", "a password of the cloud")).IsIn);
    }

    [Fact]
    public async Task A_database_that_has_a_cloud_or_cannot_be_reached_changes_nothing()
    {
        await _cloud.StopAsync();
        (await _cloud.CliAsync("move", "--postgres", "postgresql://nobody@127.0.0.1:1/nowhere")).AssertCouldNotRun("127.0.0.1");
        (await _cloud.CliAsync("move")).AssertCouldNotRun("Where is it to go?");
        if (TestStore.IsPostgres)
        {
            var other = await TemplateHome.CopyAsync();
            var database = new CloudHome(other).ReadSettings().Postgres!;
            (await _cloud.CliAsync("move", "--postgres", database)).AssertCouldNotRun("There is a cloud in the database");
            (await CliRun.RunAsync("move", "--postgres", database, "--home", other)).AssertCouldNotRun("is in a database already");
            await TestStore.DropAsync(other);
        }

        await _cloud.StartAsync();
        Assert.Null(new CloudHome(_cloud.Home).ReadSettings().Postgres);
        Assert.Equal(0, (await _cloud.CliAsync("user", "list")).ExitCode);
    }

    /// <summary>Whatever ends it in the middle: the other database has nothing, and the home is as it was.</summary>
    [Fact]
    public async Task What_ends_in_the_middle_has_not_happened()
    {
        if (!TestStore.IsPostgres)
            return;

        await FillAsync();
        await _cloud.StopAsync();
        var address = TestStore.Address(await TestStore.CreateAsync());
        var home = new CloudHome(_cloud.Home);
        var settings = home.ReadSettings() with { Postgres = PostgresAddress.Parse(address) };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new StoreMove(home, settings).RunAsync("test", _cloud.Time.GetUtcNow(), (_, _) => stop.Cancel(), stop.Token));

        Assert.Null(home.ReadSettings().Postgres);
        Assert.True(File.Exists(home.Database));
        Assert.Equal(0, (await _cloud.CliAsync("move", "--postgres", address)).ExitCode);
        await _cloud.StartAsync();
    }

    async Task<JsonElement> MoveAsync(string database, bool stop = true)
    {
        if (stop)
            await _cloud.StopAsync();
        var moved = await _cloud.CliAsync("move", "--postgres", TestStore.Address(database), "--json");
        Assert.True(moved.ExitCode == 0, moved.Error);
        return moved.Json();
    }

    async Task FillAsync()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        using var device = new AdminDevice(_cloud);
        await device.AskAsync();
        var person = new TestPerson();
        await agent.DeliverAsync(person.Whole(), new TestPerson { Upn = "zoé \"x\"@north.example" }.Whole());
        await agent.DeliverGroupsAsync(new TestGroup().Whole(person.ObjectGuid));
        await _cloud.CliAsync("feature", "set", "force-password-change", "on");
        await _cloud.CliAsync("enroll", "another");
        await _cloud.CliAsync("client", "add", "App", "--redirect-uri", "https://app.example/callback");
        var now = _cloud.Time.GetUtcNow();
        await _cloud.WithDbAsync(db =>
        {
            db.Add(new DomainEpoch { Domain = "north.example", Epoch = 3, ChangedAt = now });
            db.Add(new DomainSignIn { Domain = "north.example", Method = SignInMethod.PasswordHash, Previous = SignInMethod.Federation, KeepPasswordHash = true, ChangedAt = now, ChangedBy = "test" });
            db.Add(new FederationProvider { Domain = "north.example", Issuer = "https://op.example", ClientId = "us", ProtectedSecret = null, Claim = null, Match = FederationMatch.UserName, Authorities = null, Revision = Guid.NewGuid() });
            db.Add(new Lease { Domain = "north.example", AgentId = agent.Id, Run = Guid.NewGuid(), Term = 7, TakenAt = now, ExpiresAt = now, Position = "here", Pending = [1, 2, 3] });
            db.Add(new LeaseSeeker { AgentId = agent.Id, Domain = "north.example", AskedAt = now });
            db.Add(new SpentAssertion { Hash = "spent", ExpiresAt = now.AddDays(1) });
            db.Add(new SignInCounter { Key = Guid.NewGuid(), Level = 1.5, LevelAt = 1, Recent = [1, 2], ExpiresAt = now.AddDays(1).ToUnixTimeMilliseconds() });
            db.Add(new OpenIddictEntityFrameworkCoreScope { Name = "more" });
            return db.SaveChangesAsync(Token);
        });
    }

    static async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> DumpAsync(CloudDbContext db)
    {
        var tables = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var type in db.Model.GetEntityTypes())
        {
            var rows = (IEnumerable<object>)typeof(DbContext).GetMethod(nameof(DbContext.Set), [])!.MakeGenericMethod(type.ClrType).Invoke(db, [])!;
            tables[type.GetTableName()!] = [.. rows.ToList().Select(row => string.Join('|', db.Entry(row).Properties.Select(Show))).Order(StringComparer.Ordinal)];
            db.ChangeTracker.Clear();
            await Task.Yield();
        }

        return tables;
    }

    static string Show(Microsoft.EntityFrameworkCore.ChangeTracking.PropertyEntry property) => property.CurrentValue switch
    {
        byte[] bytes => Convert.ToHexString(bytes),
        DateTime moment => $"{property.Metadata.Name}={moment:yyyy-MM-dd HH:mm:ss.fff}",
        var value => $"{property.Metadata.Name}={value}",
    };
}
