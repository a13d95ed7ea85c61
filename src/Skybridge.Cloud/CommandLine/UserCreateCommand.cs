using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.People;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>user create</c>: somebody who exists only here.</summary>
sealed class UserCreateCommand : Command
{
    readonly CommandContext _context;
    readonly Argument<string> _name = new("NAME") { Description = "The user name; the tenant's own domain is added to one without" };
    readonly Option<bool> _administrator = new("--administrator") { Description = "Administers the cloud; never synchronized over" };
    readonly Option<string?> _displayName = CommandOptions.Text("--display-name", "TEXT", "The person's whole name");
    readonly Option<string?> _givenName = CommandOptions.Text("--given-name", "TEXT", "The person's given name");
    readonly Option<string?> _surname = CommandOptions.Text("--surname", "TEXT", "The person's surname");
    readonly Option<string?> _mail = CommandOptions.Text("--mail", "ADDRESS", "The person's mail address");
    readonly Option<string?> _passwordFile = NewPassword.Option();
    readonly Option<bool> _temporary = NewPassword.TemporaryOption();

    public UserCreateCommand(CommandContext context)
        : base("create", "Create somebody who exists only here")
    {
        _context = context;
        Add(_name);
        foreach (var option in new Option[] { _administrator, _displayName, _givenName, _surname, _mail, _passwordFile, _temporary })
            Add(option);
        SetAction(context.OnHome(RunAsync));
    }

    async Task<int> RunAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
    {
        var name = await ParseNameAsync(session, parsed.GetRequiredValue(_name).Trim(), cancellationToken);
        var user = NewUser(parsed, session, name);
        var verifier = CloudPassword.Derive(NewPassword.Ask(_context.Terminal, parsed.GetValue(_passwordFile), name), session.OuterHash);

        await using var transaction = await session.Db.BeginWritingAsync(cancellationToken);
        var others = session.Db.Users.Where(row => row.DeletedAt == null && row.NormalizedUserName == user.NormalizedUserName);
        if (await others.AnyAsync(cancellationToken))
            throw new OperatorException(
                $"Somebody is called {name} already.",
                $"`skybridge-cloud user show {name}` says who; choose another name.");

        var credential = UserPasswordCommand.NewCredential(session, user);
        credential.Set(verifier, session.Terminal.Actor, session.Now, parsed.GetValue(_temporary));
        session.Db.Users.Add(user);
        session.Db.Credentials.Add(credential);
        session.Note(AuditActions.UserCreated, name, ("id", user.Id.ToString()), ("administrator", user.Administrator ? "yes" : null));
        await session.Db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        _context.Print(
            parsed,
            UserCommand.Result(user, credential),
            CliJson.Default.UserResult,
            output => output.WriteLine($"{name} is created."));
        return ExitCode.Done;
    }

    static async Task<string> ParseNameAsync(CommandSession session, string name, CancellationToken cancellationToken)
    {
        if (!name.Contains('@'))
            name = $"{name}@{(await session.Db.Tenants.SingleAsync(cancellationToken)).InitialDomain}";
        if (!UserNames.IsText(name) || UserNames.LocalPart(name).Length == 0)
            throw new OperatorException($"'{name}' is not a user name.", "Give a name such as kim, or kim@contoso.example.");

        var suffix = UserNames.Suffix(name);
        var isVerified = await session.Db.Domains.AnyAsync(domain => domain.Name == suffix && domain.VerifiedAt != null, cancellationToken);
        return isVerified
            ? name
            : throw new OperatorException(
                $"{suffix} is not a verified domain of the tenant.",
                "`skybridge-cloud domain list` shows those that are; a name without a domain gets the tenant's own.");
    }

    CloudUser NewUser(ParseResult parsed, CommandSession session, string name)
    {
        foreach (var option in new[] { _displayName, _givenName, _surname, _mail })
        {
            if (parsed.GetValue(option) is { } text && !UserNames.IsText(text))
                throw new OperatorException(
                    $"The value of {option.Name} is empty, too long, or has control characters.",
                    $"Give another {option.Name}, or leave it out.");
        }

        return new CloudUser
        {
            Id = Guid.CreateVersion7(session.Now),
            Source = PersonSource.Cloud,
            UserName = name,
            NormalizedUserName = UserNames.Normalize(name),
            Administrator = parsed.GetValue(_administrator),
            CreatedAt = session.Now,
            DisplayName = parsed.GetValue(_displayName),
            GivenName = parsed.GetValue(_givenName),
            Surname = parsed.GetValue(_surname),
            Mail = parsed.GetValue(_mail),
        };
    }
}
