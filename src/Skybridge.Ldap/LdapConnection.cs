using System.Buffers.Binary;
using Skybridge.Drsr;
using Skybridge.Drsr.Rpc;
using Skybridge.Drsr.Security;
using Skybridge.Ldap.Protocol;

namespace Skybridge.Ldap;

/// <summary>A directory server, spoken to over LDAP with Kerberos, signed and sealed. One operation at a time.</summary>
/// <remarks>
/// [RFC 4511], [RFC 4752]. Nothing travels in the clear but the Kerberos tokens themselves. After an exception other than
/// <see cref="LdapException"/>, and after cancellation, the connection is of no use.
/// </remarks>
public sealed class LdapConnection : IAsyncDisposable
{
    /// <summary>The port of LDAP.</summary>
    public const int Port = 389;

    const string Mechanism = "GSSAPI";
    const byte Confidentiality = 4;
    const int MaxReceive = 0xffffff;

    const int MaxReplies = 100_000;
    const int MaxFound = 64 * 1024 * 1024;

    static readonly int[] SearchKinds = [LdapReply.SearchEntry, LdapReply.SearchReference, LdapReply.SearchDone];
    static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    readonly LdapChannel _channel;
    int _lastId;

    LdapConnection(LdapChannel channel) => _channel = channel;

    /// <summary>Connects and logs in.</summary>
    /// <param name="host">The address, or a name that the system can look up.</param>
    /// <param name="hostName">The domain controller's own DNS name: the one that Kerberos knows.</param>
    /// <param name="login">Who logs in; stays the caller's.</param>
    /// <param name="options">Time limits.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="DrsrException">It cannot be reached, or the account is not let in.</exception>
    /// <exception cref="LdapException">The server refused the login.</exception>
    public static async Task<LdapConnection> ConnectAsync(string host, string hostName, KerberosLogin login, RpcOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(login);
        ArgumentNullException.ThrowIfNull(options);
        var stream = await TcpTransport.ConnectAsync(host, Port, options, cancellationToken).ConfigureAwait(false);
        var channel = new LdapChannel(stream, TcpTransport.Endpoint(host, Port), options);
        try
        {
            var security = await login.CreateMessageContextAsync($"ldap/{hostName}", cancellationToken).ConfigureAwait(false);
            return await BindAsync(channel, security, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await channel.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    internal static async Task<LdapConnection> BindAsync(LdapChannel channel, IMessageSecurity security, CancellationToken cancellationToken)
    {
        var connection = new LdapConnection(channel);
        try
        {
            var answer = await connection.BindAsync(security.InitialToken, cancellationToken).ConfigureAwait(false);
            if (answer.Code == LdapResultCode.Success)
                throw new RpcProtocolException($"{channel.Endpoint} ends the login before it proved who it is.");

            // Where the mechanism has nothing left to say, it still is our turn.
            answer = await connection.BindAsync(security.Complete(answer.Token), cancellationToken).ConfigureAwait(false);
            var offer = security.Unwrap(answer.Token, wantsSealed: false);
            if (answer.Code != LdapResultCode.SaslBindInProgress || offer.Length != 4 || (offer[0] & Confidentiality) == 0)
                throw new RpcProtocolException($"{channel.Endpoint} does not offer to seal what it says.");

            var choice = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(choice, MaxReceive);
            choice[0] = Confidentiality;
            answer = await connection.BindAsync(security.Wrap(choice, signOnly: true), cancellationToken).ConfigureAwait(false);
            if (answer.Code != LdapResultCode.Success)
                throw new RpcProtocolException($"{channel.Endpoint} does not end the login.");
            channel.Seal(security, BinaryPrimitives.ReadInt32BigEndian(offer) & 0xffffff);
            return connection;
        }
        catch
        {
            security.Dispose();
            throw;
        }
    }

    /// <summary>Finds objects.</summary>
    /// <param name="baseName">Where to look.</param>
    /// <param name="scope">How far below.</param>
    /// <param name="filter">Which.</param>
    /// <param name="attributes">What to read of them.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="LdapException">The server refused; also where the base does not exist.</exception>
    public async Task<IReadOnlyList<LdapEntry>> SearchAsync(
        string baseName, LdapScope scope, LdapFilter filter, IReadOnlyList<string> attributes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(attributes);
        return await SearchAsync(baseName, scope, filter, attributes, accessListOnly: false, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads an object's access list, as a security descriptor with nothing else in it.</summary>
    public async Task<byte[]> ReadAccessListAsync(string name, CancellationToken cancellationToken)
    {
        const string attribute = "nTSecurityDescriptor";
        var found = await SearchAsync(name, LdapScope.Base, LdapFilter.Any, [attribute], accessListOnly: true, cancellationToken).ConfigureAwait(false);
        return found is [var only] && only.TryGet(attribute, out var value)
            ? value
            : throw new LdapException(LdapResultCode.InsufficientAccessRights, $"show the access list of {name}", "");
    }

    /// <summary>Replaces an object's access list, and nothing else of its security descriptor.</summary>
    public Task WriteAccessListAsync(string name, ReadOnlyMemory<byte> descriptor, CancellationToken cancellationToken) => ChangeAsync(
        id => LdapRequests.Replace(id, name, LdapValues.OfBytes("nTSecurityDescriptor", descriptor), accessListOnly: true),
        LdapReply.ModifyResponse,
        $"change the access list of {name}",
        cancellationToken);

    /// <summary>Makes an object.</summary>
    public Task AddAsync(string name, IReadOnlyList<LdapValues> attributes, CancellationToken cancellationToken) =>
        ChangeAsync(id => LdapRequests.Add(id, name, attributes), LdapReply.AddResponse, $"create {name}", cancellationToken);

    /// <summary>Removes an object.</summary>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        ChangeAsync(id => LdapRequests.Delete(id, name), LdapReply.DeleteResponse, $"delete {name}", cancellationToken);

    /// <summary>Says goodbye and hangs up.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(Farewell);
            await _channel.SendAsync(LdapRequests.Unbind(++_lastId), limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is DrsrException or OperationCanceledException or ObjectDisposedException)
        {
            // Whoever hung up before is not missed.
        }

        await _channel.DisposeAsync().ConfigureAwait(false);
    }

    async Task<LdapReply> BindAsync(ReadOnlyMemory<byte> token, CancellationToken cancellationToken)
    {
        var id = ++_lastId;
        await _channel.SendAsync(LdapRequests.Bind(id, Mechanism, token.Span), cancellationToken).ConfigureAwait(false);
        var reply = await ReceiveAsync(id, [LdapReply.BindResponse], cancellationToken).ConfigureAwait(false);
        return reply.Code is LdapResultCode.Success or LdapResultCode.SaslBindInProgress ? reply : throw new LdapException(reply.Code, "let us in", reply.Text);
    }

    async Task<IReadOnlyList<LdapEntry>> SearchAsync(
        string baseName, LdapScope scope, LdapFilter filter, IReadOnlyList<string> attributes, bool accessListOnly, CancellationToken cancellationToken)
    {
        var id = ++_lastId;
        await _channel.SendAsync(LdapRequests.Search(id, baseName, scope, filter, attributes, accessListOnly), cancellationToken).ConfigureAwait(false);
        var found = new List<LdapEntry>();
        var room = MaxFound;
        for (var count = 0; count <= MaxReplies && room >= 0; count++)
        {
            var reply = await ReceiveAsync(id, SearchKinds, cancellationToken).ConfigureAwait(false);
            room -= reply.Size;
            if (reply.Entry is { } entry)
                found.Add(entry);
            else if (reply.Kind != LdapReply.SearchReference)
                return reply.Code == LdapResultCode.Success ? found : throw new LdapException(reply.Code, $"search {baseName}", reply.Text);
        }

        // References count too: they say nothing, and could go on for ever.
        throw new RpcProtocolException($"{_channel.Endpoint} answers a search with more than {MaxReplies} messages or {MaxFound} bytes.");
    }

    async Task ChangeAsync(Func<int, byte[]> write, int kind, string what, CancellationToken cancellationToken)
    {
        var id = ++_lastId;
        await _channel.SendAsync(write(id), cancellationToken).ConfigureAwait(false);
        var reply = await ReceiveAsync(id, [kind], cancellationToken).ConfigureAwait(false);
        if (reply.Code != LdapResultCode.Success)
            throw new LdapException(reply.Code, what, reply.Text);
    }

    // A message without a number is the server's last.
    async Task<LdapReply> ReceiveAsync(int id, int[] kinds, CancellationToken cancellationToken)
    {
        var reply = await _channel.ReceiveAsync(cancellationToken).ConfigureAwait(false);
        if (reply is { Id: 0, Kind: LdapReply.ExtendedResponse })
            throw new LdapException(reply.Code, "go on", reply.Text);
        if (reply.Id != id)
            throw new RpcProtocolException($"{_channel.Endpoint} answers request {reply.Id} instead of {id}.");

        // What answers another kind of request has no result code of this one: it would read as success.
        return kinds.Contains(reply.Kind) ? reply : throw new RpcProtocolException($"{_channel.Endpoint} answers request {id} with an operation of kind {reply.Kind}.");
    }
}
