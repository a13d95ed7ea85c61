using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Skybridge.Lab.ActiveDirectory;

/// <summary>Changes and reads a domain controller's directory as the system, in milliseconds, whether Samba runs or not.</summary>
/// <remarks>
/// A <c>who</c> is a sAMAccountName, a UPN, a DN, a GUID or a SID. One operation at a time; any number of callers. Passwords go
/// through a pipe and are never an argument of a program.
/// </remarks>
/// <example><code>
/// await domain.Directory.SetPasswordAsync("αλέξης", "καλημέρα κόσμε 🌍");
/// await domain.Directory.DisableAsync("o.brien");
/// </code></example>
public sealed partial class DirectoryDriver : IAsyncDisposable
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    readonly DirectoryConnection _connection;

    internal DirectoryDriver(string smbConf, string logFile) => _connection = new(smbConf, logFile);

    /// <summary>The domain's counters and identity.</summary>
    public Task<DirectoryStatus> GetStatusAsync(CancellationToken cancellationToken = default) =>
        AskAsync("status", [], DirectoryJson.Default.DirectoryStatus, cancellationToken);

    /// <summary>The highest USN that the domain controller has given out.</summary>
    public async Task<long> GetHighestUsnAsync(CancellationToken cancellationToken = default) =>
        (await GetStatusAsync(cancellationToken)).HighestUsn;

    /// <summary>From now on a deleted object keeps its attributes; this cannot be undone.</summary>
    public Task EnableRecycleBinAsync(CancellationToken cancellationToken = default) =>
        DoAsync("enable_recycle_bin", [], cancellationToken);

    /// <summary>Changes what a policy names and leaves the rest.</summary>
    public Task SetPasswordPolicyAsync(PasswordPolicy policy, CancellationToken cancellationToken = default)
    {
        var settings = JsonSerializer.SerializeToNode(policy, DirectoryJson.Default.PasswordPolicy)!.AsObject();
        return DoAsync("set_policy", settings, cancellationToken);
    }

    /// <summary>Gives an account replication rights of its own on a naming context (the domain's unless named).</summary>
    /// <param name="namingContext">A DN, <c>configuration</c> or <c>schema</c>.</param>
    public Task GrantReplicationAsync(
        string who, ReplicationRights rights, string? namingContext = null, CancellationToken cancellationToken = default) =>
        DoAsync("grant", new() { ["who"] = who, ["rights"] = Names(rights), ["nc"] = namingContext }, cancellationToken);

    /// <summary>Takes replication rights back; every other entry of the access list stays.</summary>
    public Task RevokeReplicationAsync(
        string who, ReplicationRights rights, string? namingContext = null, CancellationToken cancellationToken = default) =>
        DoAsync("revoke", new() { ["who"] = who, ["rights"] = Names(rights), ["nc"] = namingContext }, cancellationToken);

    /// <summary>Which of the two rights the account itself was given.</summary>
    public async Task<ReplicationRights> GetReplicationRightsAsync(
        string who, string? namingContext = null, CancellationToken cancellationToken = default)
    {
        var request = new JsonObject { ["who"] = who, ["nc"] = namingContext };
        var names = await AskAsync("granted", request, DirectoryJson.Default.IReadOnlyListString, cancellationToken);
        return (names.Contains("changes") ? ReplicationRights.Changes : 0) | (names.Contains("changes-all") ? ReplicationRights.ChangesAll : 0);
    }

    /// <summary>Lets go of the database, so that its files can be replaced; the next operation opens it anew.</summary>
    public Task CloseAsync() => _connection.CloseAsync();

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    internal async Task<Guid> RenewInvocationIdAsync(CancellationToken cancellationToken)
    {
        var result = await _connection.AskAsync("renew_invocation_id", [], Limit, cancellationToken);
        await CloseAsync();
        return result.GetGuid();
    }

    Task<JsonElement> DoAsync(string operation, JsonObject arguments, CancellationToken cancellationToken) =>
        _connection.AskAsync(operation, arguments, Limit, cancellationToken);

    async Task<T> AskAsync<T>(string operation, JsonObject arguments, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        DirectoryConnection.Read(await _connection.AskAsync(operation, arguments, Limit, cancellationToken), type);

    static JsonArray Names(ReplicationRights rights)
    {
        var names = new JsonArray();
        if (rights.HasFlag(ReplicationRights.Changes))
            names.Add("changes");
        if (rights.HasFlag(ReplicationRights.ChangesAll))
            names.Add("changes-all");
        return names;
    }
}
