using Microsoft.Data.Sqlite;

namespace Skybridge.Sync.Space;

/// <summary>A SQLite file with a schema version, opened the same way everywhere.</summary>
/// <remarks>
/// Write-ahead logging, so that readers (status, troubleshooting) never wait for the service. A power failure may lose the last commits but
/// never their order: what was delivered is then delivered again, which changes nothing.
/// </remarks>
public abstract class SqliteStore : IDisposable
{
    static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(10);
    static readonly TimeSpan LookTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Opens or creates the file and brings its schema up to date.</summary>
    /// <param name="path">The file.</param>
    /// <param name="migrations">One script per schema version, in order; never changed once released.</param>
    /// <param name="readOnly">Whether to look only; the file must exist then.</param>
    /// <exception cref="SqliteException">It cannot be opened, is damaged, or there is no room.</exception>
    protected SqliteStore(string path, IReadOnlyList<string> migrations, bool readOnly)
    {
        ArgumentNullException.ThrowIfNull(migrations);
        var timeout = readOnly ? LookTimeout : BusyTimeout;
        var builder = new SqliteConnectionStringBuilder
        {
            DataSource = readOnly ? LookAt(path) : path,
            Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = (int)timeout.TotalSeconds,
        };
        Connection = new SqliteConnection(builder.ToString());
        try
        {
            Connection.Open();
            Execute($"PRAGMA busy_timeout = {(int)timeout.TotalMilliseconds}");
            if (!readOnly)
                Prepare(path, migrations);
            else if (Version < migrations.Count)
                BecomeCurrent(migrations);
        }
        catch
        {
            Connection.Dispose();
            throw;
        }
    }

    /// <summary>The connection; one thread at a time.</summary>
    protected SqliteConnection Connection { get; private set; }

    /// <summary>Guards <see cref="Connection"/>.</summary>
    protected Lock Gate { get; } = new();

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the file.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            Connection.Dispose();
    }

    /// <summary>Creates a command with named parameters.</summary>
    protected SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = Connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of this project; values travel as parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    /// <summary>Runs a statement that answers nothing.</summary>
    protected int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Command(sql, parameters);
        return command.ExecuteNonQuery();
    }

    /// <summary>Reads all rows.</summary>
    protected List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        ArgumentNullException.ThrowIfNull(read);
        using var command = Command(sql, parameters);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    // Nobody writes to a file without a log beside it: then looking need not leave one behind, either.
    static string LookAt(string path) => File.Exists($"{path}-wal") ? path : $"{new Uri(Path.GetFullPath(path)).AbsoluteUri}?immutable=1";

    void Prepare(string path, IReadOnlyList<string> migrations)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Execute("PRAGMA journal_mode = WAL");
        Execute("PRAGMA synchronous = NORMAL");

        if (Version == migrations.Count)
            return;

        // Within one transaction, since a command may come beside a service that just starts.
        using var transaction = Connection.BeginTransaction();
        var version = Version;
        if (version > migrations.Count)
            throw new InvalidDataException($"{path} was written by a newer version (schema {version}, this program knows {migrations.Count}).");

        Migrate(migrations, version);
        transaction.Commit();
    }

    // Whoever only looks may find a file that was just created and not filled yet, or one that no service of this version has opened: it is
    // looked at as what it will be.
    void BecomeCurrent(IReadOnlyList<string> migrations)
    {
        var copy = new SqliteConnection("Data Source=:memory:");
        copy.Open();
        Connection.BackupDatabase(copy);
        Connection.Dispose();
        Connection = copy;
        Migrate(migrations, Version);
    }

    int Version => Query("PRAGMA user_version", row => row.GetInt32(0))[0];

    void Migrate(IReadOnlyList<string> migrations, int version)
    {
        foreach (var migration in migrations.Skip(version))
            Execute(migration);
        Execute($"PRAGMA user_version = {migrations.Count}");
    }
}
