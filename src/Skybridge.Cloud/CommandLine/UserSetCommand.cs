using System.CommandLine;
using Skybridge.Cloud.Data;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>user set</c>: what is the cloud's own of a person, wherever the person comes from.</summary>
sealed class UserSetCommand : Command
{
    readonly CommandContext _context;
    readonly Argument<string> _user = new("USER") { Description = "A user name, source anchor or identifier" };
    readonly Option<string?> _neverExpires = CommandOptions.Text("--password-never-expires", "on|off", "Whether the person's password may stay for ever, whatever the tenant's password policy: for service accounts");

    public UserSetCommand(CommandContext context)
        : base("set", "Change what the cloud alone decides about a person")
    {
        _context = context;
        _neverExpires.Required = true;
        Add(_user);
        Add(_neverExpires);
        SetAction(context.OnHome(RunAsync));
    }

    async Task<int> RunAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
    {
        var isExempt = parsed.GetRequiredValue(_neverExpires) switch
        {
            "on" => true,
            "off" => false,
            var other => throw new OperatorException($"It is on or off, not '{other}'.", "Give on or off after --password-never-expires."),
        };
        await using var transaction = await session.Db.BeginWritingAsync(cancellationToken);
        var user = await UserCommand.FindAsync(session, parsed.GetRequiredValue(_user), cancellationToken);
        if (user.PasswordNeverExpires != isExempt)
            session.Note(AuditActions.UserChanged, user.UserName, ("id", user.Id.ToString()), ("passwordNeverExpires", isExempt ? "on" : "off"));
        user.PasswordNeverExpires = isExempt;
        await session.Db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        var credential = await session.Db.Credentials.FindAsync([user.Id], cancellationToken);
        _context.Print(parsed, UserCommand.Result(user, credential), CliJson.Default.UserResult, output => output.WriteLine(
            isExempt ? $"The password of {user.UserName} never expires." : $"The password of {user.UserName} is under the tenant's policy."));
        return ExitCode.Done;
    }
}
