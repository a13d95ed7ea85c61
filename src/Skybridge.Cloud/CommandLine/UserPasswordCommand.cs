using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.People;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary>
/// <c>user reset-password</c>: a password set here. For a synchronized person it stands until theirs changes in the directory.
/// </summary>
sealed class UserPasswordCommand : Command
{
    readonly CommandContext _context;
    readonly Argument<string> _user = new("USER") { Description = "A user name, source anchor or identifier" };
    readonly Option<string?> _passwordFile = NewPassword.Option();
    readonly Option<bool> _temporary = NewPassword.TemporaryOption();

    public UserPasswordCommand(CommandContext context)
        : base("reset-password", "Set a person's password here")
    {
        _context = context;
        Add(_user);
        Add(_passwordFile);
        Add(_temporary);
        SetAction(context.OnHome(RunAsync));
    }

    async Task<int> RunAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
    {
        var name = parsed.GetRequiredValue(_user);
        var found = await UserCommand.FindAsync(session, name, cancellationToken);
        if (found.DeletedAt is not null)
            throw new OperatorException(
                $"{found.UserName} left on {found.DeletedAt:yyyy-MM-dd}.",
                "Only somebody who is here can have a password.");

        var verifier = CloudPassword.Derive(NewPassword.Ask(_context.Terminal, parsed.GetValue(_passwordFile), found.UserName), session.OuterHash);
        await using var transaction = await session.Db.BeginWritingAsync(cancellationToken);
        var credential = await session.Db.Credentials.SingleOrDefaultAsync(row => row.UserId == found.Id, cancellationToken);
        if (credential is null)
            session.Db.Credentials.Add(credential = NewCredential(session, found));

        var temporary = parsed.GetValue(_temporary);
        credential.Set(verifier, session.Terminal.Actor, session.Now, temporary);
        session.Note(
            AuditActions.UserPasswordReset,
            found.UserName,
            ("id", found.Id.ToString()),
            ("temporary", temporary ? "yes" : null));
        await session.Db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        _context.Print(parsed, UserCommand.Result(found, credential), CliJson.Default.UserResult, output => Describe(found, temporary, output));
        return ExitCode.Done;
    }

    /// <summary>A credential that was set here; the verifier is still missing.</summary>
    public static Credential NewCredential(CommandSession session, CloudUser user) => new()
    {
        UserId = user.Id,
        Source = PersonSource.Cloud,
        SetBy = session.Terminal.Actor,
        ChangedAt = session.Now,
    };

    static void Describe(CloudUser user, bool temporary, TextWriter output)
    {
        output.WriteLine($"The password of {user.UserName} is set.");
        if (temporary)
            output.WriteLine("They choose another one when they sign in.");
        if (user.Source == PersonSource.Sync)
            output.WriteLine("It stands until the password changes in the source directory.");
    }
}
