using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Skybridge.Cloud.Home;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.Data;

/// <summary>How a PostgreSQL database is opened, everywhere.</summary>
sealed class PostgresStore(string connection) : CloudStore
{
    const int OldestVersion = 15;

    public override bool IsShared => true;

    /// <summary>How it is reached, with the password.</summary>
    public string Connection => connection;

    public override string Name
    {
        get
        {
            var parts = new NpgsqlConnectionStringBuilder(connection);
            return $"{parts.Database} on {parts.Host}";
        }
    }

    /// <summary>The database that the settings name, with the password from its file when one is named.</summary>
    /// <exception cref="OperatorException">The password's file cannot be read.</exception>
    public static PostgresStore Of(CloudSettings settings)
    {
        var parts = new NpgsqlConnectionStringBuilder(settings.Postgres);
        if (settings.PostgresPasswordFile is { } file)
            parts.Password = ReadPassword(file);
        return new PostgresStore(parts.ConnectionString);
    }

    public override void AddTo(IServiceCollection services, bool pooled)
    {
        if (pooled)
            services.AddDbContextPool<CloudDbContext, PostgresDbContext>(Configure);
        else
            services.AddDbContext<CloudDbContext, PostgresDbContext>(Configure);
    }

    public override CloudDbContext Open()
    {
        var options = new DbContextOptionsBuilder<PostgresDbContext>();
        Configure(options);
        return new PostgresDbContext(options.Options);
    }

    public override Task MigrateAsync(CloudDbContext db, CancellationToken cancellationToken) => db.Database.MigrateAsync(cancellationToken);

    public override async Task RequireFitAsync(CloudDbContext db, CancellationToken cancellationToken)
    {
        var version = int.Parse(await ShowAsync(db, "server_version_num", cancellationToken), System.Globalization.CultureInfo.InvariantCulture) / 10_000;
        if (version < OldestVersion)
            throw new OperatorException($"The PostgreSQL server of {Name} is version {version}.", $"Use PostgreSQL {OldestVersion} or newer.");
        if (await ShowAsync(db, "server_encoding", cancellationToken) is var encoding and not "UTF8")
            throw new OperatorException($"The database {Name} has the encoding {encoding}.", "Make one with ENCODING 'UTF8': names come in every script.");
        if (await ShowAsync(db, "synchronous_commit", cancellationToken) is "off")
            throw new OperatorException(
                $"The database {Name} acknowledges what is not on a disk yet (synchronous_commit is off).",
                "Set synchronous_commit to on for it: what the cloud acknowledges to an agent, the agent never sends again.");
    }

    static Task<string> ShowAsync(CloudDbContext db, string setting, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<string>($"SELECT current_setting({setting}) AS \"Value\"").SingleAsync(cancellationToken);

    // The framework's usual strategy hides a passing failure in another exception, to make somebody turn on retries; whoever asks us retries.
    void Configure(DbContextOptionsBuilder options) => options
        .UseNpgsql(connection, npgsql => npgsql.ExecutionStrategy(dependencies => new NonRetryingExecutionStrategy(dependencies)))
        .UseOpenIddict();

    static string ReadPassword(string file)
    {
        try
        {
            return File.ReadAllText(file).TrimEnd('\r', '\n');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException(
                $"The password of the PostgreSQL server cannot be read from {file}: {error.Message}",
                "Look at the file and its owner; cloud.json names it in postgresPasswordFile.",
                error);
        }
    }
}
