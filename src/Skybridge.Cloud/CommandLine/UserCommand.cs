using System.CommandLine;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.People;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>user</c>: people.</summary>
sealed class UserCommand : Command
{
    public UserCommand(CommandContext context)
        : base("user", "Show people, and manage those who exist only here")
    {
        Add(new UserListCommand(context));
        Add(new UserShowCommand(context));
        Add(new UserCreateCommand(context));
        Add(new UserSetCommand(context));
        Add(new UserPasswordCommand(context));
        Add(new UserPurgeCommand(context));
    }

    /// <summary>Finds one person by user name, source anchor or identifier; a living one before one who left.</summary>
    /// <exception cref="OperatorException">There is nobody.</exception>
    public static async Task<CloudUser> FindAsync(CommandSession session, string text, CancellationToken cancellationToken) =>
        await PeopleFilter.FindAsync(session.Db, text, cancellationToken)
        ?? throw new OperatorException(
            $"There is nobody with the user name, anchor or identifier '{text}'.",
            "`skybridge-cloud user list --search TEXT` looks for a part of a name.");

    /// <summary>A person as results show them.</summary>
    public static UserResult Result(CloudUser user, Credential? credential)
    {
        var usable = credential is { IsUsable: true } ? credential : null;
        return new UserResult
        {
            Id = user.Id,
            UserName = user.UserName,
            DisplayName = user.DisplayName,
            Source = Word(user.Source),
            Enabled = user.Enabled,
            Administrator = user.Administrator,
            Expires = user.Expires,
            DeletedAt = user.DeletedAt,
            Anchor = user.Anchor,
            HasPassword = usable is not null,
            PasswordSource = usable is null ? null : Word(usable.Source),
            PasswordChanged = credential?.ChangedAt,
            PasswordSetBy = usable?.SetBy,
            PasswordSynchronized = credential?.SynchronizedAt,
        };
    }

    /// <summary>A source as scripts read it.</summary>
    public static string Word(PersonSource source) => source == PersonSource.Sync ? "sync" : "cloud";
}
