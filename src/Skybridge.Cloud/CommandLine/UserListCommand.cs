using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.People;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>user list</c>: who is here, by what an administrator asks for.</summary>
sealed class UserListCommand : Command
{
    readonly CommandContext _context;
    readonly Option<string?> _source = CommandOptions.Text(
        "--source",
        "sync|cloud",
        "Only people who are synchronized, or who exist only here");
    readonly Option<string?> _search = CommandOptions.Text("--search", "TEXT", "Only people whose user name has this in it");
    readonly Option<bool> _disabled = new("--disabled") { Description = "Only people who may not sign in because they are disabled" };
    readonly Option<bool> _withoutPassword = new("--without-password") { Description = "Only people who have no password" };
    readonly Option<bool> _administrators = new("--administrators") { Description = "Only administrators" };
    readonly Option<bool> _deleted = new("--deleted") { Description = "People who left, instead of those who are here" };
    readonly Option<int> _limit = CommandOptions.Number("--limit", "N", "The most people to show", 1, 1_000_000, 1000);

    public UserListCommand(CommandContext context)
        : base("list", "Show people: where they come from, whether they have a password and since when")
    {
        _context = context;
        foreach (var option in new Option[] { _source, _search, _disabled, _withoutPassword, _administrators, _deleted, _limit })
            Add(option);
        SetAction(context.OnHome(RunAsync));
    }

    async Task<int> RunAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
    {
        var query = Filter(parsed).Apply(session.Db);
        var total = await query.CountAsync(cancellationToken);
        var users = await query
            .OrderBy(user => user.NormalizedUserName)
            .Take(parsed.GetValue(_limit))
            .GroupJoin(
                session.Db.Credentials,
                user => user.Id,
                credential => credential.UserId,
                (user, credentials) => new { user, credentials })
            .SelectMany(pair => pair.credentials.DefaultIfEmpty(), (pair, credential) => new { pair.user, credential })
            .ToListAsync(cancellationToken);

        var result = new UserListResult([.. users.Select(row => UserCommand.Result(row.user, row.credential))], total);
        _context.Print(parsed, result, CliJson.Default.UserListResult, output => Write(result, output));
        return ExitCode.Done;
    }

    PeopleFilter Filter(ParseResult parsed) => new()
    {
        Source = ParseSource(parsed.GetValue(_source)),
        Search = parsed.GetValue(_search),
        Disabled = parsed.GetValue(_disabled),
        Administrators = parsed.GetValue(_administrators),
        WithoutPassword = parsed.GetValue(_withoutPassword),
        Deleted = parsed.GetValue(_deleted),
    };

    static PersonSource? ParseSource(string? text) => text switch
    {
        null => null,
        "sync" => PersonSource.Sync,
        "cloud" => PersonSource.Cloud,
        _ => throw new OperatorException($"People come from sync or cloud, not from '{text}'.", "Give --source `sync` or `cloud`."),
    };

    void Write(UserListResult result, TextWriter output)
    {
        var table = new Table("USER NAME", "SOURCE", "STATE", "PASSWORD", "LAST SYNCHRONIZED", "NAME");
        foreach (var user in result.Users)
            table.Add(
                user.UserName,
                user.Source,
                State(user),
                user.PasswordSource is null ? "none" : user.PasswordSource,
                Show.Moment(user.PasswordSynchronized),
                user.DisplayName);
        table.Write(_context.Terminal, "Nobody is like that.");
        if (result.Total > result.Users.Count)
            output.WriteLine($"{result.Users.Count} of {result.Total} people; --limit shows more.");
    }

    string State(UserResult user)
    {
        if (user.DeletedAt is not null)
            return "deleted";
        if (!user.Enabled)
            return "disabled";
        if (user.Expires <= _context.Terminal.Time.GetUtcNow())
            return "expired";
        return user.Administrator ? "administrator" : "enabled";
    }
}
