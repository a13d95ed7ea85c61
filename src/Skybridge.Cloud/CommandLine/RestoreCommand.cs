using System.CommandLine;
using Skybridge.Cloud.Backup;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>restore</c>: a home from a backup.</summary>
sealed class RestoreCommand : Command
{
    readonly CommandContext _context;
    readonly Argument<string?> _file = new("FILE") { Description = "What `skybridge-cloud backup` made", Arity = ArgumentArity.ZeroOrOne };
    readonly Option<bool> _databaseOnly = new("--database-only")
    {
        Description = "The home is there, and its database was put back by other means: only let agents know, so that they bring what is lacking",
    };

    public RestoreCommand(CommandContext context)
        : base("restore", "Make a home from a backup; agents then bring what is newer by themselves")
    {
        _context = context;
        Add(_file);
        Add(_databaseOnly);
        SetAction(RunAsync);
    }

    async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var file = parsed.GetValue(_file);
        if (file is null != parsed.GetValue(_databaseOnly))
            throw new OperatorException("What is to be restored?", "Name the backup's FILE, or give --database-only when the database was put back already.");
        if (file is null)
            return await LetKnowAsync(parsed, cancellationToken);

        var (home, path) = (_context.HomeOf(parsed), Path.GetFullPath(file));
        var manifest = await Restoration.RunAsync(path, home, _context.Terminal.Actor, _context.Terminal.Time.GetUtcNow(), cancellationToken);
        Print(parsed, new RestoreResult(home.Root, manifest.Tenant, manifest.MadeAt, manifest.HasDatabase));
        return ExitCode.Done;
    }

    Task<int> LetKnowAsync(ParseResult parsed, CancellationToken cancellationToken) => _context.OnHome(async (_, session, token) =>
    {
        await Restoration.RenewAsync(session.Db, session.Terminal.Actor, session.Now, "database", token);
        await session.Db.SaveChangesAsync(token);
        Print(parsed, new RestoreResult(_context.HomeOf(parsed).Root, session.Db.Tenants.Local.Single().Name, null, AgentsCompare: true));
        return ExitCode.Done;
    })(parsed, cancellationToken);

    void Print(ParseResult parsed, RestoreResult result) => _context.Print(parsed, result, CliJson.Default.RestoreResult, output =>
    {
        if (result.MadeAt is { } madeAt)
            output.WriteLine($"The cloud of {result.Tenant} is in {result.Home}, as it was at {Show.Moment(madeAt)}.");
        if (!result.AgentsCompare)
        {
            output.WriteLine("Its data is on a PostgreSQL server. When that was put back too: skybridge-cloud restore --database-only");
            return;
        }

        output.WriteLine("Agents compare everything as soon as they reach it, and bring newer people and passwords by themselves.");
        output.WriteLine("What was done here since is undone: look for agents that were revoked (skybridge-cloud agent list), for features and sign-in methods.");
        if (result.MadeAt is not null)
            output.WriteLine("Next: `skybridge-cloud serve`, as the user who owns the home.");
    });
}
