using Skybridge.Cloud.Home;

namespace Skybridge.Cloud.Data;

/// <summary>The database of one cloud: the home's own file, or one on a PostgreSQL server.</summary>
abstract class CloudStore
{
    /// <summary>How messages call it.</summary>
    public abstract string Name { get; }

    /// <summary>Whether several servers may work on it at once: then what they have to know of each other is in it too.</summary>
    public abstract bool IsShared { get; }

    /// <summary>The database that the settings of <paramref name="home"/> name.</summary>
    /// <exception cref="Skybridge.CommandLine.OperatorException">Its password cannot be read.</exception>
    public static CloudStore Of(CloudHome home, CloudSettings settings) =>
        settings.Postgres is null ? new SqliteStore(home.Database) : PostgresStore.Of(settings);

    /// <summary>Offers contexts to services; <paramref name="pooled"/> for a server, which needs thousands of them.</summary>
    public abstract void AddTo(IServiceCollection services, bool pooled);

    /// <summary>A context of its own.</summary>
    public abstract CloudDbContext Open();

    /// <summary>Brings a database, or an empty one, to this program's schema.</summary>
    public abstract Task MigrateAsync(CloudDbContext db, CancellationToken cancellationToken);

    /// <summary>Refuses a database that would not keep what it acknowledged, or that this program does not know.</summary>
    /// <exception cref="Skybridge.CommandLine.OperatorException">It is one.</exception>
    public abstract Task RequireFitAsync(CloudDbContext db, CancellationToken cancellationToken);
}
