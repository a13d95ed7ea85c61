using System.Net;
using System.Net.Sockets;
using Skybridge.Lab;
using Skybridge.Lab.Processes;
using Skybridge.Lab.Product;

namespace Skybridge.LabTests.Product.Refusals;

/// <summary><c>skybridge-cloud</c> with wrong input, a damaged home or no room: it says why, and leaves everything as it was.</summary>
public class WrongCloudInputTests(LabRun lab)
{
    const string Busy = "Stop what listens there, or give --urls another address or port";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("serve", "--urls", "ftp://x", "'ftp://x' is not an address to listen on")]
    [InlineData("serve", "--urls", "http://127.0.0.1:8443", "'http://127.0.0.1:8443' is not encrypted")]
    [InlineData("serve", "--urls", "https://somewhere.example:8443", "'https://somewhere.example:8443' is not an address to listen on")]
    [InlineData("serve", "--urls", "https://127.0.0.1:99999", "'https://127.0.0.1:99999' is not an address to listen on")]
    [InlineData("serve", "--urls", "https://192.0.2.77:8443", "cannot listen on https://192.0.2.77:8443: Cannot assign requested address")]
    [InlineData("serve", "--bogus", "x", "'--bogus' is neither a command nor an option of `serve`")]
    [InlineData("enroll", "--expires", "soon", "--expires takes a whole number from 1 to")]
    [InlineData("enroll", "--expires", "5", "Required argument 'NAME' missing for command: 'enroll'")]
    [InlineData("init", "--name", "again", "There is a cloud in {home} already")]
    public async Task Wrong_options_leave_the_home_alone(string command, string option, string value, string error)
    {
        var (folder, home) = await NewHomeAsync();
        var before = FolderImage.Of(folder);

        Refusal.Says(error.Replace("{home}", home, StringComparison.Ordinal), "", await CloudAsync([command, option, value, "--home", home]));

        Assert.Equal(before, FolderImage.Of(folder));
    }

    [Fact]
    public async Task A_port_in_use()
    {
        var (folder, home) = await NewHomeAsync();
        var before = FolderImage.Of(folder);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        Refusal.Says("address already in use", Busy, await CloudAsync(["serve", "--home", home, "--urls", $"https://{listener.LocalEndpoint}"]));

        Assert.Equal(before, FolderImage.Of(folder));
        listener.Stop();
        await ServesAsync(home);
    }

    [Theory]
    [InlineData("tls/server.pem", "garbage", "The certificate in {home}/tls/server.pem", "PEM files")]
    [InlineData("tls/server.pem", "gone", "Could not find file '{home}/tls/server.pem'", "PEM files")]
    [InlineData("tls/server.key", "garbage", "the key in {home}/tls/server.key cannot be used", "PEM files")]
    [InlineData("tls/server.key", "gone", "Could not find file '{home}/tls/server.key'", "PEM files")]
    [InlineData("tls/server.key", "locked", "Access to the path '{home}/tls/server.key' is denied", "this user can read")]
    [InlineData("keys/signing.pem", "garbage", "The token keys in {home}/keys cannot be used", "from a backup")]
    [InlineData("keys/encryption.key", "locked", "Access to the path '{home}/keys/encryption.key' is denied", "")]
    [InlineData("cloud.json", "garbage", "The settings in {home}/cloud.json cannot be used", "Mend the file")]
    [InlineData("cloud.json", "gone", "There is no cloud in {home}", "skybridge-cloud init")]
    [InlineData("cloud.json", "locked", "The settings in {home}/cloud.json cannot be read", "as the user who owns the home")]
    [InlineData("cloud.db", "garbage", "file is not a database", "cloud.db is damaged")]
    [InlineData("cloud.db", "empty", "{home}/cloud.db is not the database of a cloud", "from a backup")]
    [InlineData("cloud.db", "gone", "unable to open database file", "cloud.db is there")]
    [InlineData("cloud.db", "locked", "unable to open database file", "this user may write it")]
    public async Task A_damaged_home(string name, string damage, string error, string hint)
    {
        var (folder, home) = await NewHomeAsync();
        var path = Path.Combine(home, name);
        var (whole, content) = (FolderImage.Of(folder), await File.ReadAllBytesAsync(path, Token));
        await DamageAsync(path, damage);
        var before = FolderImage.Of(folder);

        Refusal.Says(error.Replace("{home}", home, StringComparison.Ordinal), hint, await CloudAsync(["serve", "--home", home, "--urls", "https://127.0.0.1:0"]));

        Assert.Equal(before, FolderImage.Of(folder));
        await WriteAsync(path, content);
        Assert.Equal(whole, FolderImage.Of(folder)); // Which is a copy of one that serves.
    }

    [Fact]
    public async Task A_certificate_of_ones_own_that_cannot_be_used()
    {
        var (files, home) = (NewFolder(), Path.Combine(NewFolder(), "cloud"));
        var template = await lab.CloudTemplateAsync();
        foreach (var name in (string[])["cloud.json", "tls/server.pem", "tls/server.key", "tls/ca.key"])
            File.Copy(Path.Combine(template, name), Path.Combine(files, Path.GetFileName(name)));
        File.Copy(Path.Combine(files, "server.key"), Path.Combine(files, "locked.key"));
        File.SetUnixFileMode(Path.Combine(files, "locked.key"), UnixFileMode.None);

        await RefusesAsync("cloud.json", "server.key", $"The certificate in {files}/cloud.json and the key", "PEM files");
        await RefusesAsync("missing", "server.key", $"Could not find file '{files}/missing'", "this user can read");
        await RefusesAsync("server.pem", "cloud.json", $"the key in {files}/cloud.json cannot be used", "PEM files");
        await RefusesAsync("server.pem", "ca.key", $"it is not the key of the certificate in {files}/server.pem", "Name the key");
        await RefusesAsync("server.pem", "locked.key", $"Access to the path '{files}/locked.key' is denied", "this user can read");
        await RefusesAsync("server.pem", null, "A certificate needs its key", "Give both");
        SetUpLab.Succeeded(await InitAsync("server.pem", "server.key"));

        async Task RefusesAsync(string certificate, string? key, string error, string hint)
        {
            Refusal.Says(error, hint, await InitAsync(certificate, key));
            Assert.Empty(FolderImage.Of(Path.GetDirectoryName(home)!));
        }

        Task<ToolResult> InitAsync(string certificate, string? key) =>
            CloudAsync(["init", "--home", home, "--certificate", Path.Combine(files, certificate), .. key is null ? (string[])[] : ["--certificate-key", Path.Combine(files, key)]]);
    }

    [Theory]
    [InlineData(4, "cloud")]
    [InlineData(300, "cloud")]
    [InlineData(300, "")]
    public async Task A_disk_that_is_too_small(int kilobytes, string name)
    {
        await using var disk = await SmallDisk.MountAsync(NewFolder(), kilobytes, Token);
        string[] init = ["init", "--home", Path.Combine(disk.Folder, name)];

        var refusal = Refusal.Of(await CloudAsync(init, disk.Wrapper));

        Assert.Matches("cannot be created: (No space left on device|SQLite Error (10: 'disk I/O error'|13: 'database or disk is full'))", refusal.Error);
        Assert.Contains("the room on its disk", refusal.Hint, StringComparison.Ordinal);
        Assert.Empty(FolderImage.Of(disk.Seen));
        await disk.GrowAsync(4000, Token);
        SetUpLab.Succeeded(await CloudAsync(init, disk.Wrapper));
    }

    [Fact]
    public async Task A_disk_that_is_full_when_somebody_is_invited()
    {
        var (_, origin) = await NewHomeAsync();
        var size = (int)(Directory.EnumerateFiles(origin, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length) / 1024);
        await using var disk = await SmallDisk.MountAsync(NewFolder(), size + 60, Token);
        await disk.CopyAsync(origin, "cloud", Token);
        string[] enroll = ["enroll", "agent", "--home", Path.Combine(disk.Folder, "cloud")];

        var refusal = Refusal.Of(await CloudAsync(enroll, disk.Wrapper));

        Assert.Matches("disk I/O error|disk is full", refusal.Error);
        Assert.Matches("The disk is full|room on the disk", refusal.Hint);
        await disk.GrowAsync(8000, Token);
        SetUpLab.Succeeded(await CloudAsync(enroll, disk.Wrapper));
    }

    string NewFolder() => LabPaths.CreatePrivate(Path.Combine(lab.Folder, $"wrong-cloud-{Guid.NewGuid():N}"));

    async Task<(string Folder, string Home)> NewHomeAsync()
    {
        var folder = NewFolder();
        var home = Path.Combine(folder, "cloud");
        await CloudServer.CopyAsync(await lab.CloudTemplateAsync(), new() { Home = home, LogFile = $"{folder}.log" }, Token);
        return (folder, home);
    }

    static Task<ToolResult> CloudAsync(IReadOnlyList<string> arguments, IReadOnlyList<string>? wrapper = null) =>
        SetUpLab.RunAsync(Programs.Cloud, arguments, wrapper ?? SetUpLab.WithoutOverride);

    static async Task ServesAsync(string home)
    {
        await using var cloud = ChildProgram.Start(new()
        {
            Name = "cloud", FileName = Programs.Cloud, Arguments = ["serve", "--home", home, "--urls", "https://127.0.0.1:0"], LogFile = $"{home}.log",
        });
        await cloud.WaitUntilReadyAsync(_ => ValueTask.FromResult(cloud.LogTail().Contains("skybridge-cloud is ready at", StringComparison.Ordinal)), ProductLab.Limit, Token);
    }

    static async Task DamageAsync(string path, string damage)
    {
        switch (damage)
        {
            case "locked":
                File.SetUnixFileMode(path, UnixFileMode.None);
                return;
            case "gone":
                File.Delete(path);
                return;
            default:
                await WriteAsync(path, damage == "empty" ? [] : [.. Enumerable.Repeat((byte)'?', 9000)]);
                return;
        }
    }

    static async Task WriteAsync(string path, byte[] content)
    {
        await File.WriteAllBytesAsync(path, content, Token);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
