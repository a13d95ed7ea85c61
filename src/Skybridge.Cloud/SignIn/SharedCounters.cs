using Npgsql;
using NpgsqlTypes;

namespace Skybridge.Cloud.SignIn;

/// <summary>The counters of <see cref="SignInThrottle"/> in the database that all nodes of a cloud share.</summary>
/// <remarks>
/// On connections of its own, which do not wait for the disk: a count that a crash forgets was one guess. One node at a time tries an account; a
/// node that dies in the middle of it holds others up for <see cref="HoldFor"/>.
/// </remarks>
sealed partial class SharedCounters : IAsyncDisposable
{
    const int MostConnections = 20;

    static readonly TimeSpan HoldFor = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(6); // Longer: whose node died waits, and is not sent away.
    static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(25);
    static readonly TimeSpan KeepCredit = TimeSpan.FromDays(30);

    readonly string _connection;
    readonly TimeProvider _time;

    public SharedCounters(string connection, TimeProvider time)
    {
        var parts = new NpgsqlConnectionStringBuilder(connection) { MaxPoolSize = MostConnections };
        parts.Options = $"{parts.Options} -c synchronous_commit=off -c lock_timeout=5s".Trim();
        (_connection, _time) = (parts.ConnectionString, time);
    }

    long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Waits until no node tries this account, keeps others from it, and reads what is known.</summary>
    /// <returns>False when it is tried all the time.</returns>
    public async Task<bool> TakeAsync(UInt128 key, AccountCounter counter, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            if (await TryTakeAsync(key, cancellationToken) is { } state)
            {
                counter.Load(state);
                return true;
            }

            if (_time.GetElapsedTime(started) > Patience)
                return false;
            await Task.Delay(LookAgain, _time, cancellationToken);
        }
    }

    /// <summary>Writes what is known of an account now, and lets others try it.</summary>
    public async Task LeaveAsync(UInt128 key, AccountCounter counter)
    {
        var state = counter.Save();
        if (state.ExpiresAt <= Now)
        {
            await ExecuteAsync("DELETE FROM sign_in_counters WHERE key = $1", Uuid(key));
            return;
        }

        await ExecuteAsync(
            "UPDATE sign_in_counters SET level = $2, level_at = $3, not_before = $4, recent = $5, expires_at = $6, held_until = 0 WHERE key = $1",
            Uuid(key),
            new() { Value = state.Level },
            new() { Value = state.LevelAt },
            new() { Value = state.NotBefore },
            new() { Value = state.Recent },
            new() { Value = state.ExpiresAt });
    }

    /// <summary>Takes the next slot of an address.</summary>
    /// <returns>How long to wait for it.</returns>
    public async Task<TimeSpan> ReserveAsync(UInt128 network, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync(cancellationToken);
        const string Read = "SELECT level, level_at, not_before FROM sign_in_counters WHERE key = $1";
        if (await ReadAddressAsync(connection, Read, network, cancellationToken) is not { } seen || !seen.IsSlowed(_time.GetUtcNow()))
            return TimeSpan.Zero;

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await ReadAddressAsync(connection, $"{Read} FOR UPDATE", network, cancellationToken) is not { } address)
            return TimeSpan.Zero;

        var wait = address.Reserve(_time.GetUtcNow());
        await using var write = new NpgsqlCommand("UPDATE sign_in_counters SET not_before = $2 WHERE key = $1", connection)
        {
            Parameters = { Uuid(network), new() { Value = address.NextSlot.ToUnixTimeMilliseconds() } },
        };
        await write.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return wait;
    }

    /// <summary>Counts wrong passwords of an address, or takes some off.</summary>
    public Task AddAsync(UInt128 network, int amount) => ExecuteAsync(
        """
        INSERT INTO sign_in_counters AS c (key, level, level_at, not_before, held_until, recent, expires_at) VALUES ($1, $2, $3, 0, 0, '', $4)
        ON CONFLICT (key) DO UPDATE SET
            level = greatest($5, CASE WHEN c.level > 0 THEN greatest(0, c.level - greatest(0, $3 - c.level_at) / $6) ELSE c.level END + $2),
            level_at = CASE WHEN c.level_at - $3 > $7 THEN $3 ELSE greatest(c.level_at, $3) END,
            expires_at = $4
        """,
        Uuid(network),
        new() { Value = (double)amount },
        new() { Value = Now },
        new() { Value = Now + (long)KeepCredit.TotalMilliseconds },
        new() { Value = -AddressCounter.MostCredit },
        new() { Value = AddressCounter.ForgivenAfter.TotalMilliseconds },
        new() { Value = (long)Leak.LargestSkew.TotalMilliseconds });

    public ValueTask DisposeAsync()
    {
        using var connection = new NpgsqlConnection(_connection);
        NpgsqlConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }

    async Task<AccountState?> TryTakeAsync(UInt128 key, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync(cancellationToken);
        const string Take = """
            INSERT INTO sign_in_counters AS c (key, level, level_at, not_before, held_until, recent, expires_at) VALUES ($1, 0, $2, 0, $3, '', $3)
            ON CONFLICT (key) DO UPDATE SET held_until = $3 WHERE c.held_until <= $2 OR c.held_until > $3
            RETURNING level, level_at, not_before, recent
            """;
        await using var command = new NpgsqlCommand(Take, connection)
        {
            Parameters = { Uuid(key), new() { Value = Now }, new() { Value = Now + (long)HoldFor.TotalMilliseconds } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new AccountState(reader.GetDouble(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetFieldValue<byte[]>(3), ExpiresAt: 0)
            : null;
    }

    static async Task<AddressCounter?> ReadAddressAsync(NpgsqlConnection connection, string sql, UInt128 network, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { Uuid(network) } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new AddressCounter(
                reader.GetDouble(0),
                DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1)),
                DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(2)))
            : null;
    }

    // Also when the browser has gone: whoever hangs up is counted all the same.
    async Task ExecuteAsync(string sql, params NpgsqlParameter[] parameters)
    {
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync();
    }

    static NpgsqlParameter Uuid(UInt128 key)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, key);
        return new() { Value = new Guid(bytes, bigEndian: true), NpgsqlDbType = NpgsqlDbType.Uuid };
    }
}
