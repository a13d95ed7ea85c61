using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>How the embedded database's connections are set: once for each, whatever it is opened for later.</summary>
public sealed class SqliteStoreTests : IDisposable
{
    readonly string _file = TemporaryFolder.File("");

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("foreign_keys", 1)]
    [InlineData("busy_timeout", 10_000)]
    [InlineData("synchronous", 2)] // FULL
    [InlineData("wal_autocheckpoint", 8000)]
    [InlineData("secure_delete", 2)] // FAST
    public async Task A_connection_keeps_its_settings_in_the_pool(string pragma, long expected)
    {
        object? handle = null;
        for (var opening = 1; opening <= 3; opening++)
        {
            await using var db = SqliteStore.Open(_file);
            await db.Database.OpenConnectionAsync(Token);
            var connection = (SqliteConnection)db.Database.GetDbConnection();
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // One of five words.
            command.CommandText = $"PRAGMA {pragma}";
#pragma warning restore CA2100

            Assert.Equal(expected, await command.ExecuteScalarAsync(Token));
            Assert.Same(handle ??= connection.Handle, connection.Handle);
        }
    }

    public void Dispose()
    {
        using var db = SqliteStore.Open(_file);
        SqliteConnection.ClearPool((SqliteConnection)db.Database.GetDbConnection());
    }
}
