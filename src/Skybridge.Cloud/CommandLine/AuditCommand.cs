using System.CommandLine;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>audit</c>: who did what.</summary>
sealed class AuditCommand : Command
{
    readonly CommandContext _context;
    readonly Option<DateTimeOffset?> _since;
    readonly Option<int> _limit = CommandOptions.Number("--limit", "N", "How many of the newest entries", 1, 100_000, 100);

    public AuditCommand(CommandContext context)
        : base("audit", "Show who did what, the oldest of the shown first")
    {
        _context = context;
        _since = CommandOptions.Moment("--since", "Only what happened since", context.Terminal.Time);
        Add(_since);
        Add(_limit);
        Add(new AuditVerifyCommand(context));
        SetAction(context.OnHome(RunAsync));
    }

    async Task<int> RunAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
    {
        IQueryable<AuditEntry> query = session.Db.AuditEntries;
        if (parsed.GetValue(_since) is { } since)
            query = query.Where(entry => entry.At >= since);

        var entries = await query.OrderByDescending(entry => entry.Id).Take(parsed.GetValue(_limit)).ToListAsync(cancellationToken);
        entries.Reverse();
        var result = new AuditListResult([.. entries.Select(Result)]);
        _context.Print(parsed, result, CliJson.Default.AuditListResult, _ =>
        {
            var table = new Table("WHEN", "WHO", "WHAT", "TARGET", "DETAIL");
            foreach (var entry in result.Entries)
                table.Add(Show.Moment(entry.At), entry.Actor, entry.Action, entry.Target, Text(entry.Detail));
            table.Write(_context.Terminal, "Nothing was recorded.");
        });
        return ExitCode.Done;
    }

    /// <summary>An entry as results show it.</summary>
    public static AuditResult Result(AuditEntry entry)
    {
        using var detail = JsonDocument.Parse(entry.Detail);
        return new AuditResult(entry.At, entry.Actor, entry.Action, entry.Target, detail.RootElement.Clone());
    }

    static string Text(JsonElement detail) => string.Join(", ", detail.EnumerateObject().Select(member => $"{member.Name} {member.Value}"));
}
