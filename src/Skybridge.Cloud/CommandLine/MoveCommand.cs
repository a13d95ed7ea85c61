using System.CommandLine;
using System.Globalization;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Moving;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>move</c>: from the file in the home to a PostgreSQL database.</summary>
sealed class MoveCommand : Command
{
    readonly CommandContext _context;
    readonly PostgresOptions _postgres = new("Move to this PostgreSQL database, which must be empty");

    public MoveCommand(CommandContext context)
        : base("move", "Move the cloud's data from its home to a PostgreSQL database; stop the server first")
    {
        _context = context;
        foreach (var option in _postgres.All)
            Add(option);
        SetAction(RunAsync);
    }

    async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var home = _context.HomeOf(parsed);
        var settings = home.ReadSettings();
        if (settings.Postgres is not null)
            throw new OperatorException($"The data of this cloud is in a database already: {CloudStore.Of(home, settings).Name}.", "To move it on, use what PostgreSQL has for that, and change cloud.json.");
        var (postgres, passwordFile) = _postgres.Read(parsed, isKnown: false);
        if (postgres is null)
            throw new OperatorException("Where is it to go?", "Name an empty database: --postgres postgresql://user@host/database. docs/postgresql.md says how to make one.");

        settings = settings with { Postgres = postgres, PostgresPasswordFile = passwordFile };
        var move = new StoreMove(home, settings);
        var rows = await move.RunAsync(_context.Terminal.Actor, _context.Terminal.Time.GetUtcNow(), Tell, cancellationToken);
        var result = new MoveResult(home.Root, CloudStore.Of(home, settings).Name, rows, move.Left);
        _context.Print(parsed, result, CliJson.Default.MoveResult, output =>
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The cloud is in the database {result.Database} now: {result.Rows:N0} rows."));
            output.WriteLine("Agents, applications and people notice nothing. Next: `skybridge-cloud serve`.");
            output.WriteLine($"What it was before is in {result.Left}, with everybody's verifier: delete it when the new one is proven.");
        });
        return ExitCode.Done;
    }

    // On standard error: standard output has the result alone.
    void Tell(string table, int rows) => _context.Terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{table}: {rows:N0}"));
}
