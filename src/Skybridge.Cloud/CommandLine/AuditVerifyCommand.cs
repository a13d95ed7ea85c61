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
        var hash = AuditChain.Begin(await db.Tenants.Select(tenant => tenant.Id).SingleAsync(cancellationToken));
        var (position, found) = (0L, noted is null);
        while (true)
        {
            var after = position;
            var portion = await db.AuditEntries.AsNoTracking().Where(entry => entry.Position > after).OrderBy(entry => entry.Position).Take(AtOnce).ToListAsync(cancellationToken);
            foreach (var entry in portion)
            {
                if (entry.Position != ++position)
                    return Broken(position - 1, hash, $"The entry at position {position} is missing: after {position - 1} comes {entry.Position}, of {Show.Moment(entry.At)}.");
                var next = AuditChain.Next(hash, position, entry);
                if (entry.Hash != AuditChain.Text(next))
                    return Broken(position - 1, hash, $"The entry at position {position} ({entry.Action} by {entry.Actor} at {Show.Moment(entry.At)}) is not as it was written, or one before it is another.");
                hash = next;
                if (noted is { } head && head.Position == position)
                {
                    if (head.Hash != entry.Hash)
                        return Broken(position, hash, $"The chain is whole, and another one than when the head was noted: at position {position} it was {head.Hash}. All entries up to there may have been written anew.");
                    found = true;
                }
            }

            if (portion.Count == 0)
                break;
        }

        if (!found)
            return Broken(position, hash, $"The log ends at position {position}, and the head that was noted is at {noted!.Value.Position}: entries are missing at its end.");
        var waiting = await db.AuditEntries.CountAsync(entry => entry.Position == null, cancellationToken);
        return new(Intact: true, position, HeadOf(position, hash), waiting, Fault: null);
    }

    static AuditVerifyResult Broken(long position, byte[] hash, string fault) => new(Intact: false, position, HeadOf(position, hash), Waiting: 0, fault);

    static string HeadOf(long position, byte[] hash) => string.Create(CultureInfo.InvariantCulture, $"{position}:{AuditChain.Text(hash)}");

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
