using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.People;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>group list</c>: which groups are here.</summary>
sealed class GroupListCommand : Command
{
    readonly CommandContext _context;
    readonly Option<string?> _search = CommandOptions.Text("--search", "TEXT", "Only groups whose name has this in it");
    readonly Option<bool> _deleted = new("--deleted") { Description = "Groups that left, instead of those that are here" };
    readonly Option<int> _limit = CommandOptions.Number("--limit", "N", "The most groups to show", 1, 1_000_000, 1000);

    public GroupListCommand(CommandContext context)
        : base("list", "Show groups, and how many members each has")
    {
        _context = context;
        foreach (var option in new Option[] { _search, _deleted, _limit })
            Add(option);
        SetAction(context.OnHome(RunAsync));
    }

    async Task<int> RunAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
    {
        var deleted = parsed.GetValue(_deleted);
        var query = session.Db.Groups.AsNoTracking().Where(group => group.DeletedAt != null == deleted);
        if (parsed.GetValue(_search) is { } search)
        {
            var part = UserNames.Normalize(search);
            query = query.Where(group => group.NormalizedName.Contains(part));
        }

        var total = await query.CountAsync(cancellationToken);
        var groups = await query
            .OrderBy(group => group.NormalizedName)
            .ThenBy(group => group.Id)
            .Take(parsed.GetValue(_limit))
            .Select(group => new { group, members = session.Db.GroupMembers.Count(member => member.GroupId == group.Id && member.Present) })
            .ToListAsync(cancellationToken);
        var result = new GroupListResult([.. groups.Select(row => GroupCommand.Result(row.group, row.members))], total);
        _context.Print(parsed, result, CliJson.Default.GroupListResult, output => Write(result, output));
        return ExitCode.Done;
    }

    void Write(GroupListResult result, TextWriter output)
    {
        var table = new Table("name", "account", "kind", "members", "id");
        foreach (var group in result.Groups)
            table.Add(group.Name, group.SamAccountName, group.Security ? "security" : "distribution", $"{group.Members}", group.Id.ToString());
        table.Write(_context.Terminal, "There are no groups.");
        if (result.Total > result.Groups.Count)
            output.WriteLine($"{result.Groups.Count} of {result.Total} groups; --limit shows more.");
    }
}
