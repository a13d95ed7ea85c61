namespace Skybridge.Lab.Postgres;

/// <content>A primary and its standby.</content>
public sealed partial class PostgresServer
{
    static readonly TimeSpan ReplicationLimit = TimeSpan.FromSeconds(60);

    /// <summary>Makes a standby of this server, which must be running; the standby does not run yet.</summary>
    public async Task<PostgresServer> CreateStandbyAsync(PostgresOptions options, CancellationToken cancellationToken = default)
    {
        var folder = await PostgresTools.CreateFolderAsync(cancellationToken);
        var standby = new PostgresServer(options, folder, options.Port == 0 ? FindFreePort() : options.Port, _password);
        await standby.WritePasswordsAsync(cancellationToken);
        await standby.FollowAsync(this, cancellationToken);
        return standby;
    }

    /// <summary>Throws away what this stopped server has, and makes it a standby of another one, which must be running.</summary>
    public async Task FollowAsync(PostgresServer primary, CancellationToken cancellationToken = default)
    {
        if (Directory.Exists(Data))
            Directory.Delete(Data, recursive: true);
        // Where the server's own user can read it, now and when it connects by itself.
        var passFile = Path.Combine(_folder, "passfile");
        File.Delete(passFile);
        await LabPaths.WritePrivateAsync(passFile, $"*:*:*:*:{_password}\n", cancellationToken);
        await PostgresTools.GiveAsync(passFile, cancellationToken);
        await PostgresTools.RunAsync(
            "pg_basebackup",
            ["--pgdata", Data, "--dbname", $"host=127.0.0.1 port={primary.Port} user={Super} passfile={passFile}", "--wal-method", "stream", "--checkpoint", "fast", "--write-recovery-conf", "--no-sync"],
            cancellationToken);
    }

    /// <summary>From now on this server acknowledges nothing that its standby has not got. Waits until the standby is there.</summary>
    public async Task RequireStandbyAsync(CancellationToken cancellationToken = default)
    {
        await UntilStandbyAsync("state = 'streaming'", cancellationToken);
        await SqlAsync("postgres", "ALTER SYSTEM SET synchronous_standby_names = '*'; SELECT pg_reload_conf();", cancellationToken);
        await UntilStandbyAsync("sync_state = 'sync'", cancellationToken);
    }

    /// <summary>Makes the running standby the primary; it waits for no standby of its own until that is asked for.</summary>
    public async Task PromoteAsync(CancellationToken cancellationToken = default)
    {
        await SqlAsync("postgres", "SELECT pg_promote(true, 60)", cancellationToken);
        await SqlAsync("postgres", "ALTER SYSTEM RESET synchronous_standby_names; SELECT pg_reload_conf();", cancellationToken);
    }

    Task UntilStandbyAsync(string condition, CancellationToken cancellationToken) => Wait.UntilAsync(
        async token => (await SqlAsync("postgres", $"SELECT count(*) FROM pg_stat_replication WHERE {condition}", token)).Trim() == "1",
        ReplicationLimit,
        $"a standby of {_options.Name} with {condition}",
        cancellationToken);
}
