using Npgsql;

namespace Skybridge.Cloud.SignIn;

/// <content>Counts of requests (<see cref="RequestLimit"/>).</content>
sealed partial class SharedCounters
{
    // What is left of a count: one is forgiven in each interval, and a clock that was put back forgives nothing (Leak).
    const string Left = "greatest(0, c.level - greatest(0, $2 - c.level_at) / $3)";

    /// <summary>Whether one more may be counted.</summary>
    public async Task<bool> IsBelowAsync(UInt128 key, int atMost, TimeSpan oneEach, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"SELECT {Left} FROM sign_in_counters AS c WHERE key = $1", connection)
        {
            Parameters = { Uuid(key), new() { Value = Now }, new() { Value = oneEach.TotalMilliseconds } },
        };
        return await command.ExecuteScalarAsync(cancellationToken) is not double level || level <= atMost - 1 || await PutBackAsync(connection, key);
    }

    /// <summary>Adds one, unless there are <paramref name="atMost"/> already.</summary>
    /// <returns>Whether it was added.</returns>
    public async Task<bool> TryAddAsync(UInt128 key, int? atMost, TimeSpan oneEach, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync(cancellationToken);
        const string Add = $"""
            INSERT INTO sign_in_counters AS c (key, level, level_at, not_before, held_until, recent, expires_at) VALUES ($1, 1, $2, 0, 0, '', ($2 + $3)::bigint)
            ON CONFLICT (key) DO UPDATE SET
                level = {Left} + 1,
                level_at = greatest(c.level_at, $2),
                expires_at = ($2 + $3 * ({Left} + 1))::bigint
            WHERE {Left} <= $4
            RETURNING level
            """;
        await using var command = new NpgsqlCommand(Add, connection)
        {
            Parameters =
            {
                Uuid(key),
                new() { Value = Now },
                new() { Value = oneEach.TotalMilliseconds },
                new() { Value = (double)((atMost ?? int.MaxValue) - 1) },
            },
        };
        return await command.ExecuteScalarAsync(cancellationToken) is not null || await PutBackAsync(connection, key);
    }

    // Who is refused may be so because the count is from a moment that has yet to come: the clock was put back since. It counts from now on; that
    // forgives nothing. On the connection at hand: who holds one and waits for another holds others up.
    async Task<bool> PutBackAsync(NpgsqlConnection connection, UInt128 key)
    {
        await using var command = new NpgsqlCommand("UPDATE sign_in_counters SET level_at = $2 WHERE key = $1 AND level_at - $2 > $3", connection)
        {
            Parameters = { Uuid(key), new() { Value = Now }, new() { Value = (long)Leak.LargestSkew.TotalMilliseconds } },
        };
        await command.ExecuteNonQueryAsync();
        return false;
    }
}
