using System.CommandLine;
using Skybridge.Cloud.Backup;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Home;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>backup</c>: the home in one file.</summary>
sealed class BackupCommand : Command
{
    readonly CommandContext _context;
    readonly Argument<string> _file = new("FILE") { Description = "The file to write; it must not exist yet" };

    public BackupCommand(CommandContext context)
        : base("backup", "Copy everything of the cloud into one file, while it runs; the file holds its keys")
    {
        _context = context;
        Add(_file);
        SetAction(RunAsync);
    }

    async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var home = _context.HomeOf(parsed);
        var settings = home.ReadSettings();
        var path = Path.GetFullPath(parsed.GetRequiredValue(_file));
        var manifest = await new BackupWriter(home, settings).WriteAsync(path, _context.Terminal.Actor, _context.Terminal.Time.GetUtcNow(), cancellationToken);
        var database = manifest.HasDatabase ? null : CloudStore.Of(home, settings).Name;
        var result = new BackupResult(path, manifest.Tenant, manifest.MadeAt, new FileInfo(path).Length, database, Outside(settings));
        _context.Print(parsed, result, CliJson.Default.BackupResult, output => Describe(result, output));
        return ExitCode.Done;
    }

    static IReadOnlyList<string> Outside(CloudSettings settings) =>
        [.. new[] { settings.Certificate, settings.CertificateKey, settings.PostgresPasswordFile }.OfType<string>()];

    static void Describe(BackupResult result, TextWriter output)
    {
        output.WriteLine($"The cloud of {result.Tenant} is in {result.File} ({Math.Max(1, result.Bytes / 1024)} KiB).");
        output.WriteLine("It holds the keys that tokens are signed with: guard it like the host.");
        if (result.Database is not null)
            output.WriteLine($"The data is not in it, but in {result.Database}: back that up at the same time, with pg_dump for example.");
        foreach (var path in result.Outside)
            output.WriteLine($"Not in it, for it is not in the home: {path}");
    }
}
