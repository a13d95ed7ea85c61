using System.CommandLine;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Groups;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>group show</c>: everything about one group.</summary>
sealed class GroupShowCommand : Command
{
    readonly CommandContext _context;
    readonly Argument<string> _group = new("GROUP") { Description = "A name, account name, SID, source anchor or identifier" };
    readonly Option<bool> _members = new("--members") { Description = "Also who is in it, directly" };
    readonly Option<int> _limit = CommandOptions.Number("--limit", "N", "The most members to show", 1, 1_000_000, 1000);

    public GroupShowCommand(CommandContext context)
        : base("show", "Show one group")
    {
        _context = context;
        Add(_group);
        Add(_members);
        Add(_limit);
        SetAction(context.OnHome(RunAsync));
    }

    async Task<int> RunAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
    {
        var group = await GroupCommand.FindAsync(session, parsed.GetRequiredValue(_group), cancellationToken);
        var counts = await GroupMembers.CountAsync(session.Db, group.Id, cancellationToken);
        var members = parsed.GetValue(_members) ? await GroupMembers.ListAsync(session.Db, group.Id, null, parsed.GetValue(_limit), cancellationToken) : null;
        var result = Detail(group, counts, members);
        _context.Print(parsed, result, CliJson.Default.GroupDetailResult, output => Write(result, output));
        return ExitCode.Done;
    }

    /// <summary>Everything about a group, as results show it.</summary>
    public static GroupDetailResult Detail(CloudGroup group, MemberCounts counts, IReadOnlyList<MemberEntry>? listed) => new(
        GroupCommand.Result(group, counts.Total),
        group.Description,
        group.Mail,
        group.Sid,
        group.NetBiosDomain,
        group.DistinguishedName,
        group.ObjectGuid,
        group.DeliveredBy,
        group.SynchronizedAt,
        group.CreatedAt,
        group.DeletionReason?.ToString(),
        counts,
        listed);

    static void Write(GroupDetailResult detail, TextWriter output)
    {
        var (group, counts) = (detail.Group, detail.Members);
        (string Name, string? Value)[] lines =
        [
            ("name", group.Name),
            ("display name", group.DisplayName),
            ("description", detail.Description),
            ("mail", detail.Mail),
            ("kind", group.Security ? "security" : "distribution: in no token"),
            ("id", group.Id.ToString()),
            ("account", $"{detail.NetBiosDomain}\\{group.SamAccountName}"),
            ("domain", group.Domain),
            ("DN", detail.DistinguishedName),
            ("SID", detail.Sid),
            ("anchor", group.Anchor),
            ("created", Show.Moment(detail.Created)),
            ("deleted", Show.Moment(group.DeletedAt)),
            ("deleted because", detail.DeletionReason),
            ("attributes changed", Show.Moment(detail.Synchronized)),
            ("delivered by agent", detail.DeliveredBy),
            ("members", $"{counts.People} people, {counts.Groups} groups, {counts.Others} that are not here"),
        ];
        foreach (var (name, value) in lines.Where(line => !string.IsNullOrEmpty(line.Value)))
            output.WriteLine($"{name,-19} {string.Concat(value!.Where(letter => !char.IsControl(letter)))}");
        foreach (var member in detail.Listed ?? [])
            output.WriteLine($"  {member.Kind,-7} {member.Name}");
        if (detail.Listed is { } listed && listed.Count < counts.Total)
            output.WriteLine($"{listed.Count} of {counts.Total} members; --limit shows more.");
    }
}
