using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Skybridge.Lab;
using Skybridge.Lab.Domains;
using Skybridge.Lab.Processes;
using Skybridge.Lab.Product;

namespace Skybridge.LabTests.Product.Refusals;

/// <summary>What an agent is set up with: the shared domain controller, a served cloud, another cloud that is not, and files of all kinds.</summary>
public sealed class SetUpLab(LabRun lab) : IAsyncLifetime
{
    /// <summary>Runs a program as an ordinary root is: without the right to read what its mode forbids.</summary>
    public static readonly IReadOnlyList<string> WithoutOverride = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--"];

    readonly string _folder = LabPaths.CreatePrivate(Path.Combine(lab.Folder, $"refusals-{Guid.NewGuid():N}"));
    readonly string _deadAddress = lab.ReserveAddress().ToString();
    CloudServer? _cloud;
    CloudServer? _otherCloud;

    public SambaDomainController Domain { get; private set; } = null!;

    public CloudServer Cloud => _cloud!;

    public CloudServer OtherCloud => _otherCloud!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var template = await lab.CloudTemplateAsync();
        _cloud = await CloudServer.CopyAsync(template, new() { Home = PathOf("cloud"), LogFile = PathOf("cloud.log") }, CancellationToken.None);
        _otherCloud = await CloudServer.CreateAsync(new() { Home = PathOf("other-cloud"), LogFile = PathOf("other-cloud.log") }, CancellationToken.None);
        await _cloud.StartAsync(CancellationToken.None);
        await _cloud.EnrollAsync("the pattern of all others", CancellationToken.None);
        Domain = await lab.NorthAsync();
        await WriteAsync("right", Domain.Accounts.ConnectorPassword);
        await WriteAsync("powerless", Domain.Accounts.PowerlessPassword);
        await WriteAsync("empty", "");
        await WriteAsync("long", new string('x', 5000));
        await WriteAsync("locked", Domain.Accounts.ConnectorPassword);
        File.SetUnixFileMode(PathOf("locked"), UnixFileMode.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cloud is not null)
            await _cloud.DisposeAsync();
        if (_otherCloud is not null)
            await _otherCloud.DisposeAsync();
    }

    /// <summary>A path in the folder of these tests.</summary>
    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>A new empty folder.</summary>
    public string NewFolder() => LabPaths.CreatePrivate(PathOf($"{Guid.NewGuid():N}"));

    /// <summary>What stands for something that is known only now.</summary>
    public string Fill(string text) => text
        .Replace("{dc}", Domain.Options.Address.ToString(), StringComparison.Ordinal)
        .Replace("{dead}", _deadAddress, StringComparison.Ordinal)
        .Replace("{files}", _folder, StringComparison.Ordinal)
        .Replace("{other-ca}", OtherCloud.CaFile, StringComparison.Ordinal)
        .Replace("{cloud}", Cloud.Url.Authority, StringComparison.Ordinal);

    /// <summary>A code for an agent, put where <c>enroll</c> puts it: that takes no program to be started.</summary>
    public async Task<string> CodeAsync(bool isOld = false)
    {
        var code = RandomNumberGenerator.GetString("23456789ABCDEFGHJKLMNPQRSTUVWXYZ", 28);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(code)));
        var expires = isOld ? "min(1, max(expires_at))" : "max(expires_at)";
        await WithCodesAsync($"INSERT INTO enrollment_codes SELECT $text, $text, created_at, created_by, {expires}, NULL FROM enrollment_codes", hash);
        return code;
    }

    /// <summary>The home of an agent that was set up and never ran, to be copied.</summary>
    public async Task<string> HomeAsync()
    {
        var home = PathOf("agent");
        if (!Directory.Exists(home))
            Succeeded(await InitAsync(home, await CodeAsync()));
        return home;
    }

    /// <summary>How many of the cloud's codes were used.</summary>
    public Task<long> CountUsedAsync() => WithCodesAsync("SELECT count(*) FROM enrollment_codes WHERE used_at IS NOT NULL", "");

    /// <summary>Sets an agent up with right input but for what is changed; null leaves an option out.</summary>
    public Task<ToolResult> InitAsync(string home, string code, IReadOnlyDictionary<string, string?>? changes = null, IReadOnlyList<string>? wrapper = null)
    {
        var options = new Dictionary<string, string?>
        {
            ["--domain"] = "north.example",
            ["--domain-controller"] = $"{Domain.Options.Address}:{Domain.Options.FullHostName}",
            ["--account"] = ServiceAccounts.Connector,
            ["--password-file"] = PathOf("right"),
            ["--cloud"] = Cloud.Url.ToString(),
            ["--ca-file"] = Cloud.CaFile,
            ["--enrollment-code"] = code,
        };
        foreach (var (name, value) in changes ?? new Dictionary<string, string?>())
            options[name] = value is null ? null : Fill(value);
        string[] given = [.. options.Where(option => option.Value is not null).SelectMany(option => new[] { option.Key, option.Value! })];
        return RunAsync(Programs.Agent, ["init", .. given, "--yes", "--home", home], wrapper);
    }

    /// <summary>Runs a program to its end.</summary>
    public static Task<ToolResult> RunAsync(string program, IReadOnlyList<string> arguments, IReadOnlyList<string>? wrapper = null) =>
        wrapper is null ? Tool.RunAsync(program, arguments, cancellationToken: Token) : Tool.RunAsync(wrapper[0], [.. wrapper.Skip(1), program, .. arguments], cancellationToken: Token);

    /// <summary>Requires that a program succeeded.</summary>
    public static void Succeeded(ToolResult result) => Assert.True(result.ExitCode == 0, $"Exit code {result.ExitCode}: {result.Errors}");

    Task WriteAsync(string name, string text) => LabPaths.WritePrivateAsync(PathOf(name), text, CancellationToken.None);

    async Task<long> WithCodesAsync(string sql, string text)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(Cloud.Home, "cloud.db")};Pooling=False");
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$text", text);
        return await command.ExecuteScalarAsync(Token) as long? ?? 0;
    }
}
