using System.CommandLine;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>audit verify</c>: whether the log is as it was written.</summary>
sealed class AuditVerifyCommand : Command
{
    const int AtOnce = 5000;
    const int HashLength = 64;

    readonly CommandContext _context;
    readonly Option<string?> _head = CommandOptions.Text("--head", "POSITION:HASH", "A head that was noted before: must be in the chain still");

    public AuditVerifyCommand(CommandContext context)
        : base("verify", "Check the chain of the audit log: whether an entry was changed, removed or put in; prints the head, to be noted elsewhere")
    {
        _context = context;
        Add(_head);
        SetAction(context.OnHome(RunAsync));
    }

    async Task<int> RunAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
    {
        var noted = parsed.GetValue(_head) is { } text ? Parse(text) : default((long Position, string Hash)?);
        var result = await CheckAsync(session.Db, noted, cancellationToken);
        _context.Print(parsed, result, CliJson.Default.AuditVerifyResult, output => Write(output, result));
        return result.Intact ? ExitCode.Done : ExitCode.DoneWithFindings;
    }

    static async Task<AuditVerifyResult> CheckAsync(CloudDbContext db, (long Position, string Hash)? noted, CancellationToken cancellationToken)
    {
        var walk = new AuditChainWalk(await db.Tenants.Select(tenant => tenant.Id).SingleAsync(cancellationToken), noted);
        while (true)
        {
            var after = walk.Position;
            var portion = await db.AuditEntries.AsNoTracking().Where(entry => entry.Position > after).OrderBy(entry => entry.Position).Take(AtOnce).ToListAsync(cancellationToken);
            if (portion.Count == 0)
                break;
            if (portion.Select(walk.Take).FirstOrDefault(found => found is not null) is { } fault)
                return Broken(walk, fault);
        }

        if (walk.End() is { } missing)
            return Broken(walk, missing);
        var waiting = await db.AuditEntries.CountAsync(entry => entry.Position == null, cancellationToken);
        return new(Intact: true, walk.Position, walk.Head, waiting, Fault: null);
    }

    static AuditVerifyResult Broken(AuditChainWalk walk, string fault) => new(Intact: false, walk.Position, walk.Head, Waiting: 0, fault);

    static (long Position, string Hash) Parse(string text) =>
        text.Trim().Split(':') is [var number, var hash] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var position) && position > 0
            && hash.Length == HashLength && hash.All(char.IsAsciiHexDigit)
            ? (position, hash.ToLowerInvariant())
            : throw new OperatorException($"'{text}' is no head of an audit log.", "Give what `skybridge-cloud audit verify` printed as the head, such as 120:9f86d0….");

    static void Write(TextWriter output, AuditVerifyResult result)
    {
        if (result.Fault is { } fault)
        {
            output.WriteLine("The audit log is not as it was written.");
            output.WriteLine($"  {fault}");
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  What was written up to position {result.Entries:N0} can be trusted. Compare the rest with a backup, and find out who can write the database."));
            return;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The audit log is as it was written: {result.Entries:N0} entries."));
        if (result.Waiting > 0)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Waiting:N0} more are not in the chain yet: a running cloud puts them there within seconds."));
        output.WriteLine($"Head, to be noted elsewhere: {result.Head}");
    }
}
