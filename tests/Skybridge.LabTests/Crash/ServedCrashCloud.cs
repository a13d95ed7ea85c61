using Skybridge.Lab;
using Skybridge.Lab.Postgres;
using Skybridge.LabTests.Postgres;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Crash;

/// <summary>Two nodes of a cloud behind a load balancer, and a database server of their own that writes as durably as it can; each of the three is killed.</summary>
sealed class ServedCrashCloud : ICrashCloud, IAsyncDisposable
{
    const string Database = "cloud";

    readonly PostgresServer _server;

    ServedCrashCloud(PostgresServer server, CloudNodes nodes)
    {
        (_server, Nodes) = (server, nodes);
        Victims =
        [
            new("database", 3, server.KillAsync, server.StartAsync),
            new("first node", 2, nodes.First.KillAsync, nodes.First.StartAsync),
            new("second node", 2, nodes.Second.KillAsync, nodes.Second.StartAsync),
        ];
    }

    public CloudNodes Nodes { get; }

    public IReadOnlyList<CrashVictim> Victims { get; }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Makes and starts all of it in a folder.</summary>
    public static async Task<ServedCrashCloud> StartAsync(string folder)
    {
        await HostPackages.EnsureAsync(HostPackages.Postgres, TestContext.Current.SendDiagnosticMessage, Token);
        LabPaths.CreatePrivate(folder);
        var server = await PostgresServer.CreateAsync(new() { LogFile = Path.Combine(folder, "postgres.log"), Durable = true }, Token);
        await server.StartAsync(Token);
        await server.CreateRoleAsync(Token);
        await server.CreateDatabaseAsync(Database, Token);
        var nodes = await CloudNodes.StartAsync(Path.Combine(folder, "nodes"), ["--postgres", server.Address(Database), "--postgres-password-file", server.PasswordFile]);
        return new(server, nodes);
    }

    public async Task<IReadOnlyList<CloudRow>> ReadEverybodyAsync() => await ReadAsync(
        CloudStore.Everybody,
        row => new CloudRow(row[0], row[1], row[2] == "t", row[3] == "t", row[4]));

    public async Task<IReadOnlyList<string>> ReadMembersAsync(string group) => await ReadAsync(CloudStore.Members(group), row => row[0]);

    public async ValueTask DisposeAsync()
    {
        await Nodes.DisposeAsync();
        await _server.DisposeAsync();
    }

    // No name of the load has a line of its own or a bar in it, and no verifier has.
    async Task<List<T>> ReadAsync<T>(string sql, Func<string[], T> read)
    {
        var rows = await _server.SqlAsync(Database, sql, Token);
        return [.. rows.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(row => read(row.Split('|')))];
    }
}
