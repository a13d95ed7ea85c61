using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace Skybridge.Cloud.Data;

/// <summary>How the embedded database is opened, everywhere.</summary>
sealed class SqliteStore(string path) : CloudStore
{
    // Writers wait for each other this long: the program that serves and the commands beside it share one file.
    const int BusyMilliseconds = 10_000;

    public override string Name => path;

    public override bool IsShared => false;

    /// <summary>A context of its own on the database file at <paramref name="path"/>.</summary>
    public static CloudDbContext Open(string path) => new SqliteStore(path).Open();

    public override void AddTo(IServiceCollection services, bool pooled)
    {
        if (pooled)
            services.AddDbContextPool<CloudDbContext>(Configure);
        else
            services.AddDbContext<CloudDbContext>(Configure);
    }

    public override CloudDbContext Open()
    {
        var options = new DbContextOptionsBuilder<CloudDbContext>();
        Configure(options);
        return new CloudDbContext(options.Options);
    }

    public override async Task MigrateAsync(CloudDbContext db, CancellationToken cancellationToken)
    {
        // Kept in the file itself: readers go on while somebody writes.
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellationToken);
        await db.Database.MigrateAsync(cancellationToken);
    }

    public override Task RequireFitAsync(CloudDbContext db, CancellationToken cancellationToken) => Task.CompletedTask;

    void Configure(DbContextOptionsBuilder options)
    {
        var connection = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite, // A database that is missing is an error, not an empty cloud.
            DefaultTimeout = BusyMilliseconds / 1000,
        };
        options.UseSqlite(connection.ConnectionString).UseOpenIddict().AddInterceptors(Pragmas.Instance);
    }

    /// <summary>Folds the log into the file, so that what rows held before is nowhere any more; as far as nobody reads now.</summary>
    public static async Task ForgetAsync(CloudDbContext db, CancellationToken cancellationToken)
    {
        if (db.Database.IsSqlite())
            await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)", cancellationToken);
    }

    /// <summary>
    /// Writes the whole file anew from what rows hold now, and forgets. Overwriting what is deleted is not enough: pages that were split, joined or
    /// freed keep copies of rows in their gaps.
    /// </summary>
    /// <exception cref="DbException">Somebody else writes for long, or the disk has no room for a second copy of the file.</exception>
    public static async Task RewriteAsync(CloudDbContext db, CancellationToken cancellationToken)
    {
        if (!db.Database.IsSqlite())
            return;

        await db.Database.ExecuteSqlRawAsync("VACUUM", cancellationToken);
        await ForgetAsync(db, cancellationToken);
    }

    /// <summary>From now on this context's connection overwrites all that it deletes, whatever that costs; also in the hands of who has it next.</summary>
    public static async Task OverwriteAsync(CloudDbContext db, CancellationToken cancellationToken)
    {
        if (!db.Database.IsSqlite())
            return;

        await db.Database.OpenConnectionAsync(cancellationToken);
        await db.Database.ExecuteSqlRawAsync("PRAGMA secure_delete = ON", cancellationToken);
    }

    sealed class Pragmas : DbConnectionInterceptor
    {
        // synchronous: what was acknowledged is on the disk, also after a power cut. busy_timeout: the database's own wait is to the millisecond, the
        // provider's a poll every 150 ms. wal_autocheckpoint (pages): a batch of a thousand people touches the indexes all over, and with the usual
        // 1,000 pages each of them would be folded into the file on its own. (A larger page cache was tried: no gain, and each connection has one.) secure_delete:
        // what a row held before is overwritten where its page is written anyway.
        // foreign_keys: the provider would say it at each opening.
        const string Text = "PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 10000; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8000; PRAGMA secure_delete = FAST;";

        public static readonly Pragmas Instance = new();

        // A connection is opened for each query, and comes from the provider's pool, which leaves these settings alone: once for each is enough.
        readonly ConditionalWeakTable<sqlite3, object> _set = [];

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            var handle = ((SqliteConnection)connection).Handle!;
            if (_set.TryGetValue(handle, out _))
                return;

            using var command = connection.CreateCommand();
            command.CommandText = Text;
            command.ExecuteNonQuery();
            _set.TryAdd(handle, this); // Once it is done: without it nothing is durable.
        }

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            ConnectionOpened(connection, eventData); // The provider knows no other way: its asynchronous methods are these.
            return Task.CompletedTask;
        }
    }
}
