using System.CommandLine;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Groups;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>group</c>: groups that synchronization brought here.</summary>
sealed class GroupCommand : Command
{
    public GroupCommand(CommandContext context)
        : base("group", "Show groups and who is in them")
    {
        Add(new GroupListCommand(context));
        Add(new GroupShowCommand(context));
    }

    /// <summary>Finds one group.</summary>
    /// <exception cref="OperatorException">There is none.</exception>
    public static async Task<CloudGroup> FindAsync(CommandSession session, string text, CancellationToken cancellationToken) =>
        await GroupBook.FindAsync(session.Db, text, cancellationToken)
        ?? throw new OperatorException(
            $"There is no group with the name, identifier, anchor or SID '{text}'.",
            "`skybridge-cloud group list --search TEXT` looks for a part of a name.");

    /// <summary>A group as results show it.</summary>
    public static GroupResult Result(CloudGroup group, int members) => new()
    {
        Id = group.Id,
        Name = group.Name,
        SamAccountName = group.SamAccountName,
        DisplayName = group.DisplayName,
        Security = group.Security,
        Domain = group.DnsDomain,
        Anchor = group.Anchor,
        DeletedAt = group.DeletedAt,
        Members = members,
    };
}
