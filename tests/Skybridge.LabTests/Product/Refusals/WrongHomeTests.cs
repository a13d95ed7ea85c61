using System.Text.RegularExpressions;
using Skybridge.Lab;
using Skybridge.Lab.Processes;
using Skybridge.Lab.Product;

namespace Skybridge.LabTests.Product.Refusals;

/// <summary>An agent's home that cannot be made, or cannot be used: <c>init</c>, <c>sync</c> and <c>run</c> say why, and go on once it is mended.</summary>
public class WrongHomeTests(SetUpLab lab) : IClassFixture<SetUpLab>
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("agent.json", "locked", "The settings in {home}/agent.json cannot be read: Access to the path", "as the user who owns the home")]
    [InlineData("agent.json", "gone", "There is no agent in {home}", "Run `skybridge init` first")]
    [InlineData("agent.json", "garbage", "The settings in {home}/agent.json cannot be used", "Mend the file")]
    [InlineData("agent.json", "newer", "The settings in {home}/agent.json are of version 2", "a newer one")]
    [InlineData("agent.key", "locked", "{home}/agent.key cannot be read: Access to the path", "as the user who owns the home")]
    [InlineData("agent.key", "gone", "There is no {home}/agent.key", "from a backup")]
    [InlineData("agent.key", "garbage", "{home}/agent.key cannot be decrypted with the keys in {home}/keys", "from the same backup")]
    [InlineData("keys", "gone", "There are no keys in {home}/keys", "from a backup")]
    [InlineData("cloud-ca.pem", "gone", "{home}/cloud-ca.pem: Could not find file", "BEGIN CERTIFICATE")]
    [InlineData("cloud-ca.pem", "garbage", "{home}/cloud-ca.pem: there is no certificate in it", "BEGIN CERTIFICATE")]
    [InlineData("cloud-ca.pem", "locked", "{home}/cloud-ca.pem: Access to the path", "this user must be able to read it")]
    public async Task Something_in_it_is_missing_or_damaged(string name, string damage, string error, string hint)
    {
        var (folder, home) = await NewHomeAsync();
        var whole = FolderImage.Of(folder);
        await DamageAsync(Path.Combine(home, name), damage);
        var before = FolderImage.Of(folder);

        foreach (var command in (string[])["sync", "run"])
        {
            Refusal.Says(error.Replace("{home}", home, StringComparison.Ordinal), hint, await AgentAsync(command, home));
            Assert.Equal(before, FolderImage.Of(folder));
        }

        Mend(Path.Combine(home, name), damage);
        Assert.Equal(whole, FolderImage.Of(folder));
        SetUpLab.Succeeded(await AgentAsync("sync", home));
    }

    /// <summary>The counter-example: three months after its set-up, nothing about a home is wrong.</summary>
    [Fact]
    public async Task Keys_past_their_date_still_open_what_they_protected()
    {
        var (_, home) = await NewHomeAsync();
        var ring = Directory.EnumerateFiles(Path.Combine(home, "keys")).Single();
        var text = await File.ReadAllTextAsync(ring, Token);
        await File.WriteAllTextAsync(ring, Regex.Replace(text, "<(creation|activation|expiration)Date>[^<]*<", "<$1Date>2026-01-02T03:04:05Z<"), Token);

        SetUpLab.Succeeded(await AgentAsync("sync", home));
        SetUpLab.Succeeded(await AgentAsync("sync", home));
    }

    /// <summary>What a service that starts creates first; whoever looks then sees that nothing has happened.</summary>
    [Theory]
    [InlineData("status")]
    [InlineData("events")]
    public async Task Databases_that_are_empty_yet_are_looked_at(string command)
    {
        var (_, home) = await NewHomeAsync();
        await File.WriteAllBytesAsync(Path.Combine(home, "agent.db"), [], Token);
        await File.WriteAllBytesAsync(Path.Combine(home, "connectors", "north.example.db"), [], Token);

        SetUpLab.Succeeded(await AgentAsync(command, home));
    }

    [Theory]
    [InlineData("agent.db")]
    [InlineData("connectors/north.example.db")]
    public async Task A_database_of_it_is_something_else(string name)
    {
        var (_, home) = await NewHomeAsync();
        await File.WriteAllTextAsync(Path.Combine(home, name), new string('?', 10_000), Token);

        foreach (var command in (string[])["sync", "run"])
            Refusal.Says("store does not work: SQLite Error 26: 'file is not a database'", "is damaged: bring the home back from a backup", await AgentAsync(command, home));

        File.Delete(Path.Combine(home, name));
        SetUpLab.Succeeded(await AgentAsync("sync", home));
    }

    [Theory]
    [InlineData("{dc}:dc7", "{dead}:dc7", "{dead}:135 refused a TCP connection", "the domain controller is up")]
    [InlineData("{cloud}", "{dead}:8443", "{dead}:8443 does not accept connections", "the cloud is running")]
    [InlineData("\"svc-sync\"", "\"svc-noright\"", "svc-noright@NORTH.EXAMPLE with the password failed: Preauthentication failed", "account's password")]
    [InlineData("\"agentId\": \"", "\"agentId\": \"un", "{cloud} does not let this agent in", "enrol it again with a new code")]
    public async Task Its_settings_lead_nowhere(string right, string wrong, string error, string hint)
    {
        var (_, home) = await NewHomeAsync();
        var settings = Path.Combine(home, "agent.json");
        var text = await File.ReadAllTextAsync(settings, Token);
        await File.WriteAllTextAsync(settings, text.Replace(lab.Fill(right), lab.Fill(wrong), StringComparison.Ordinal), Token);

        foreach (var arguments in (string[][])[["sync"], ["sync", "--full"], ["sync", "--user", "ada.lovelace"]])
            Refusal.Says(lab.Fill(error), hint, await SetUpLab.RunAsync(Programs.Agent, [.. arguments, "--home", home]));

        await File.WriteAllTextAsync(settings, text, Token);
        SetUpLab.Succeeded(await AgentAsync("sync", home));
    }

    [Fact]
    public async Task Another_agent_is_at_work_in_it()
    {
        var (folder, home) = await NewHomeAsync();
        await using var first = ChildProgram.Start(new() { Name = "agent", FileName = Programs.Agent, Arguments = ["run", "--home", home], LogFile = $"{folder}.log" });
        await first.WaitUntilReadyAsync(async _ => (await AgentAsync("status", home)).Output.Contains($"{first.Identity.Pid}", StringComparison.Ordinal), Limit, Token);

        Refusal.Says($"Another agent is at work in {home}", "a home of its own", await AgentAsync("run", home));

        SetUpLab.Succeeded(await AgentAsync("sync", home));
        await first.StopAsync(cancellationToken: Token);
        SetUpLab.Succeeded(await AgentAsync("sync", home));
    }

    [Theory]
    [InlineData("file", "is not a folder")]
    [InlineData("file/home", "cannot be made")]
    [InlineData("readonly/home", "cannot be made: Access to the path")]
    [InlineData("full", "is not empty")]
    public async Task A_place_where_none_can_be_made(string place, string error)
    {
        var (folder, code) = (lab.NewFolder(), await lab.CodeAsync());
        await File.WriteAllTextAsync(Path.Combine(folder, "file"), "somebody's", Token);
        Directory.CreateDirectory(Path.Combine(folder, "readonly"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await File.WriteAllTextAsync(Path.Combine(LabPaths.CreatePrivate(Path.Combine(folder, "full")), "file"), "somebody's", Token);
        var before = FolderImage.Of(folder);

        Refusal.Says(error, "Name a", await lab.InitAsync(Path.Combine(folder, place), code, wrapper: SetUpLab.WithoutOverride));

        Assert.Equal(before, FolderImage.Of(folder));
        SetUpLab.Succeeded(await lab.InitAsync(Path.Combine(folder, "home"), code));
        Refusal.Says("There is an agent in", "Use another folder", await lab.InitAsync(Path.Combine(folder, "home"), code));
    }

    [Theory]
    [InlineData(4, "home")]
    [InlineData(12, "home")]
    [InlineData(40, "home")]
    [InlineData(40, "")]
    public async Task A_disk_that_is_too_small_for_it(int kilobytes, string name)
    {
        var code = await lab.CodeAsync();
        var used = await lab.CountUsedAsync();
        await using var disk = await SmallDisk.MountAsync(lab.NewFolder(), kilobytes, Token);
        var home = Path.Combine(disk.Folder, name);

        Refusal.Says("No space left on device", "free space", await lab.InitAsync(home, code, wrapper: disk.Wrapper));

        Assert.Empty(FolderImage.Of(disk.Seen));
        Assert.Equal(used, await lab.CountUsedAsync());
        await disk.GrowAsync(2000, Token);
        SetUpLab.Succeeded(await lab.InitAsync(home, code, wrapper: disk.Wrapper));
        SetUpLab.Succeeded(await AgentAsync("sync", home, disk.Wrapper));
    }

    [Theory]
    [InlineData(24)]
    [InlineData(48)]
    [InlineData(128)]
    [InlineData(256)]
    public async Task A_disk_that_is_full_when_it_works(int kilobytes)
    {
        var (_, origin) = await NewHomeAsync();
        await using var disk = await SmallDisk.MountAsync(lab.NewFolder(), kilobytes, Token);
        await disk.CopyAsync(origin, "home", Token);
        var home = Path.Combine(disk.Folder, "home");

        var refusal = Refusal.Of(await AgentAsync("sync", home, disk.Wrapper));

        Assert.Matches("disk is full|disk I/O error|No space left", refusal.Error);
        Assert.Matches("The disk is full|free space", refusal.Hint);
        await disk.GrowAsync(4000, Token);
        SetUpLab.Succeeded(await AgentAsync("sync", home, disk.Wrapper));
    }

    async Task<(string Folder, string Home)> NewHomeAsync()
    {
        var folder = lab.NewFolder();
        var home = Path.Combine(folder, "home");
        await Tool.CheckAsync("cp", ["-a", await lab.HomeAsync(), home], "Is the disk full?", cancellationToken: Token);
        return (folder, home);
    }

    static Task<ToolResult> AgentAsync(string command, string home, IReadOnlyList<string>? wrapper = null) =>
        SetUpLab.RunAsync(Programs.Agent, [command, "--home", home], wrapper ?? SetUpLab.WithoutOverride);

    // Outside the home, so that nothing finds it there.
    static string Aside(string path) => $"{Path.GetDirectoryName(path)}.{Path.GetFileName(path)}.aside";

    static async Task DamageAsync(string path, string damage)
    {
        if (damage == "locked")
        {
            File.SetUnixFileMode(path, UnixFileMode.None);
            return;
        }

        Directory.Move(path, Aside(path));
        if (damage == "newer")
            await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(Aside(path), Token)).Replace("\"version\": 1", "\"version\": 2", StringComparison.Ordinal), Token);
        if (damage == "garbage")
            await File.WriteAllTextAsync(path, "? ", Token);
    }

    static void Mend(string path, string damage)
    {
        if (damage == "locked")
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return;
        }

        File.Delete(path);
        Directory.Move(Aside(path), path);
    }
}
