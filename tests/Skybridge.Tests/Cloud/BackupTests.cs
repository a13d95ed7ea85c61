using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Home;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>A cloud in one file, and back.</summary>
public sealed class BackupTests : IAsyncLifetime
{
    readonly RunningCloud _cloud = new();
    readonly string _folder = TemporaryFolder.NewPath();

    string Backup => Path.Combine(_folder, "cloud.backup");

    public ValueTask InitializeAsync()
    {
        CloudHome.CreateFolder(_folder);
        return _cloud.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task A_restored_cloud_signs_people_in_and_asks_its_agents_for_what_is_newer()
    {
        if (TestStore.IsPostgres)
            return; // The data is not in the home.

        using var agent = await TestAgent.EnrollAsync(_cloud);
        var (early, late) = (new TestPerson(), new TestPerson());
        var before = (await agent.DeliverAsync(early.Whole())).Tenant.Incarnation;
        var made = await _cloud.CliAsync("backup", Backup);
        Assert.Equal(0, made.ExitCode);
        await agent.DeliverAsync(late.Whole());

        await PutBackAsync();

        using var browser = new TestBrowser(_cloud);
        Assert.True((await browser.SignInAsync(early.UserName, early.Password)).IsIn);
        Assert.True((await browser.SignInAsync(late.UserName, late.Password)).IsRefused);
        Assert.NotEqual(before, $"{await _cloud.WithDbAsync(db => db.Tenants.Select(tenant => tenant.Incarnation).SingleAsync()):N}.0");
        var actions = (await _cloud.CliAsync("audit", "--json")).Json().GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("action").GetString()).ToList();
        Assert.Equal(["backup.made", "backup.restored"], actions.Where(action => action!.StartsWith("backup.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Only_its_owner_can_read_it_and_nothing_else_is_left_beside_it()
    {
        var result = (await _cloud.CliAsync("backup", Backup, "--json")).Json();

        Assert.Equal([Backup], Directory.GetFileSystemEntries(_folder));
        Assert.Equal((new FileInfo(Backup).Length, TestStore.IsPostgres), (result.GetProperty("bytes").GetInt64(), result.GetProperty("database").GetString() is not null));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Backup));
    }

    [Fact]
    public async Task What_is_there_is_never_replaced()
    {
        await _cloud.CliAsync("backup", Backup);

        (await _cloud.CliAsync("backup", Backup)).AssertCouldNotRun($"There is {Backup} already");
        (await _cloud.CliAsync("restore", Backup)).AssertCouldNotRun("There is a cloud in");
        (await _cloud.CliAsync("restore")).AssertCouldNotRun("What is to be restored");
        (await _cloud.CliAsync("restore", Backup, "--database-only")).AssertCouldNotRun("What is to be restored");
        (await _cloud.CliAsync("backup", Path.Combine(_folder, "nowhere", "x"))).AssertCouldNotRun("cannot be written");
        Assert.Equal([Backup], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public async Task A_database_that_was_put_back_by_other_means_is_told_to_agents()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        var before = (await agent.GetTenantAsync()).Incarnation;

        Assert.Equal(0, (await _cloud.CliAsync("restore", "--database-only")).ExitCode);

        Assert.NotEqual(before, (await agent.GetTenantAsync()).Incarnation);
    }

    [Fact]
    public async Task A_file_that_is_cut_off_anywhere_is_refused_and_leaves_nothing()
    {
        await _cloud.CliAsync("backup", Backup);
        var whole = await File.ReadAllBytesAsync(Backup, TestContext.Current.CancellationToken);
        var (cut, home) = (Path.Combine(_folder, "cut"), Path.Combine(_folder, "home"));
        foreach (var length in Enumerable.Range(0, 40).Select(part => whole.Length * part / 40).Append(whole.Length - 1))
        {
            await File.WriteAllBytesAsync(cut, whole[..length], TestContext.Current.CancellationToken);

            (await CliRun.RunAsync("restore", cut, "--home", home)).AssertCouldNotRun("is not a whole backup of a cloud");
            Assert.Equal([cut, Backup], Directory.GetFileSystemEntries(_folder).OrderDescending());
        }
    }

    [Fact]
    public async Task A_file_of_which_one_bit_was_turned_is_refused()
    {
        await _cloud.CliAsync("backup", Backup);
        var whole = await File.ReadAllBytesAsync(Backup, TestContext.Current.CancellationToken);
        var (turned, home) = (Path.Combine(_folder, "turned"), Path.Combine(_folder, "home"));
        foreach (var at in Enumerable.Range(0, 20).Select(part => whole.Length * part / 20).Append(whole.Length - 1))
        {
            whole[at] ^= 0x10;
            await File.WriteAllBytesAsync(turned, whole, TestContext.Current.CancellationToken);
            whole[at] ^= 0x10;

            (await CliRun.RunAsync("restore", turned, "--home", home)).AssertCouldNotRun("is not a whole backup of a cloud");
            Assert.False(Directory.Exists(home));
        }
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/etc/outside")]
    [InlineData("keys/../../outside")]
    [InlineData("keys/.hidden")]
    [InlineData("other")]
    public async Task A_name_that_has_no_place_in_it_is_refused(string name)
    {
        await _cloud.CliAsync("backup", Backup);
        var forged = Path.Combine(_folder, "forged");
        await CopyAsync(Backup, forged, new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([1]) });

        (await CliRun.RunAsync("restore", forged, "--home", Path.Combine(_folder, "home"))).AssertCouldNotRun("has no place in it");
    }

    [Fact]
    public async Task A_link_is_refused_and_so_is_what_is_no_archive()
    {
        await _cloud.CliAsync("backup", Backup);
        var (forged, text) = (Path.Combine(_folder, "forged"), Path.Combine(_folder, "text"));
        await CopyAsync(Backup, forged, new PaxTarEntry(TarEntryType.SymbolicLink, "keys/link") { LinkName = "/etc/passwd" });
        await File.WriteAllTextAsync(text, "no archive", TestContext.Current.CancellationToken);
        var home = Path.Combine(_folder, "home");

        (await CliRun.RunAsync("restore", forged, "--home", home)).AssertCouldNotRun("has no place in it");
        (await CliRun.RunAsync("restore", text, "--home", home)).AssertCouldNotRun("is not a whole backup");
        (await CliRun.RunAsync("restore", Path.Combine(_folder, "none"), "--home", home)).AssertCouldNotRun("There is no ");
        Assert.False(Directory.Exists(home));
    }

    async Task PutBackAsync()
    {
        await _cloud.StopAsync();
        SqliteConnection.ClearAllPools(); // Another file comes to the same place, in the same process.
        Directory.Move(_cloud.Home, Path.Combine(_folder, "before"));
        var restored = await _cloud.CliAsync("restore", Backup);
        Assert.Equal((0, ""), (restored.ExitCode, restored.Error));
        await _cloud.StartAsync();
    }

    static async Task CopyAsync(string from, string to, TarEntry more)
    {
        await using var source = new GZipStream(File.OpenRead(from), CompressionMode.Decompress);
        await using var reader = new TarReader(source);
        await using (var target = new GZipStream(File.Create(to), CompressionMode.Compress))
            await CopyAsync(reader, target, more);
        var sum = SHA256.HashData(await File.ReadAllBytesAsync(to));
        await File.AppendAllBytesAsync(to, sum);
    }

    static async Task CopyAsync(TarReader reader, Stream target, TarEntry more)
    {
        await using var writer = new TarWriter(target, TarEntryFormat.Pax, leaveOpen: true);
        for (var first = true; await reader.GetNextEntryAsync(copyData: true) is { } entry; first = false)
        {
            await writer.WriteEntryAsync(entry);
            if (first)
                await writer.WriteEntryAsync(more);
        }
    }
}
