using System.Runtime.CompilerServices;
using Skybridge.Drsr.Ndr;
using Skybridge.Drsr.Rpc;
using Skybridge.Drsr.Secrets;
using Skybridge.Drsr.Security;

namespace Skybridge.Drsr.Drs;

/// <summary>A replication partner's side of one domain controller: reads changes, single objects, names.</summary>
/// <remarks>
/// [MS-DRSR]. One call at a time. After an exception other than <see cref="DrsException"/>, and after cancellation, the client is of no
/// use: dispose it and connect again. The session key that opens secrets never leaves it.
/// </remarks>
/// <example>
/// <code>
/// using var login = new KerberosLogin(KerberosCredential.Keytab("svc-sync", "CORP.EXAMPLE", "/etc/skybridge.keytab"), kerberos);
/// await using var drs = await DrsClient.ConnectAsync(new DrsOptions { Host = "10.0.0.10", HostName = "dc1.corp.example" }, login, cancellationToken);
/// await foreach (var page in drs.ReplicateAsync(request, cancellationToken))
///     using (page)
///         foreach (var found in page.Objects)
///             Console.WriteLine(found.Name);
/// </code>
/// </example>
public sealed class DrsClient : IAsyncDisposable
{
    const uint ExtendedSuccess = 1;

    readonly RpcConnection _connection;
    readonly SecretDecryptor _secrets;
    byte[] _handle = [];
    DrsExtensions _server;
    Guid _partner;

    DrsClient(RpcConnection connection, SecretDecryptor secrets)
    {
        _connection = connection;
        _secrets = secrets;
    }

    /// <summary>Whom we talk to, as <c>host:port</c>.</summary>
    public string Endpoint => _connection.Endpoint;

    /// <summary>Finds the port, logs in, binds, and opens a replication handle.</summary>
    /// <exception cref="RpcTransportException">It cannot be reached.</exception>
    /// <exception cref="KerberosException">The account was not let in.</exception>
    /// <exception cref="DrsException">The directory service refused.</exception>
    public static async Task<DrsClient> ConnectAsync(DrsOptions options, KerberosLogin login, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(login);
        var port = options.Port ?? await EndpointMapper.MapAsync(options.Host, RpcInterface.Drsuapi, options.Rpc, cancellationToken).ConfigureAwait(false);

        // The connection first: a dead server is found by it within our own limits, before the Kerberos library is asked.
        var stream = await TcpTransport.ConnectAsync(options.Host, port, options.Rpc, cancellationToken).ConfigureAwait(false);
        try
        {
            var security = await login.CreateContextAsync($"ldap/{options.HostName}", cancellationToken).ConfigureAwait(false);
            return await OpenAsync(stream, TcpTransport.Endpoint(options.Host, port), security, options.Rpc, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    internal static async Task<DrsClient> OpenAsync(Stream stream, string endpoint, ISecurityContext security, RpcOptions options, CancellationToken cancellationToken)
    {
        var connection = await RpcConnection.BindAsync(stream, endpoint, RpcInterface.Drsuapi, security, options, cancellationToken).ConfigureAwait(false);
        var client = new DrsClient(connection, new SecretDecryptor(security.CopySessionKey()));
        try
        {
            await client.BindAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Lists the domain controllers of a domain (DNS or NetBIOS name).</summary>
    public async Task<IReadOnlyList<DomainControllerInfo>> GetDomainControllersAsync(string domain, CancellationToken cancellationToken)
    {
        var stub = DomainControllerInfoCall.WriteRequest(_handle, domain);
        using var reply = await _connection.CallAsync(DomainControllerInfoCall.Operation, "IDL_DRSDomainControllerInfo", stub, cancellationToken).ConfigureAwait(false);
        return DomainControllerInfoCall.ReadReply(reply.Stub.Span);
    }

    /// <summary>Translates names from one form to another; as many results as names.</summary>
    public async Task<IReadOnlyList<CrackedName>> CrackNamesAsync(NameFormat from, NameFormat to, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(names);
        var stub = CrackNames.WriteRequest(_handle, from, to, names);
        using var reply = await _connection.CallAsync(CrackNames.Operation, "IDL_DRSCrackNames", stub, cancellationToken).ConfigureAwait(false);
        var result = CrackNames.ReadReply(reply.Stub.Span);
        return result.Count == names.Count ? result : throw new NdrException($"NDR: {result.Count} results for {names.Count} names.");
    }

    /// <summary>
    /// Says by which domain controller's GUID to introduce ourselves. Windows wants an existing one; the one that is asked will do. Samba does not mind.
    /// </summary>
    public void IntroduceAs(Guid dsaGuid) => _partner = dsaGuid;

    /// <summary>Reads one cycle, page by page, the next one already on its way while a page is looked at.</summary>
    /// <remarks>
    /// The last page carries the cursor. A cycle that is not read to its end must be begun again from the cursor it began with. Until the loop
    /// is left, the connection is its own: no other call in it. Leaving it early waits for the page that is on its way, unless the token is
    /// cancelled, which costs the connection.
    /// </remarks>
    /// <exception cref="DrsException">The directory service refused, on whatever page.</exception>
    public async IAsyncEnumerable<ReplicationPage> ReplicateAsync(ReplicationRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var from = request.Cursor?.Watermark ?? default;
        var next = ReadPageAsync(request, from, Guid.Empty, cancellationToken);
        try
        {
            for (var pages = 1; ; pages++)
            {
                var page = await next.ConfigureAwait(false);
                next = page.HasMore ? FollowAsync(request, from, page, pages, cancellationToken) : Task.FromException<ReplicationPage>(new InvalidOperationException());
                from = page.Watermark;
                yield return page;
                if (!page.HasMore)
                    break;
            }
        }
        finally
        {
            await ForgetAsync(next).ConfigureAwait(false);
        }
    }

    /// <summary>Reads one object as it is now; null when there is none.</summary>
    /// <remarks>
    /// The page holds exactly that object. Dispose it. A server sends no object that has none of the wanted attributes, as if there were none:
    /// so its classes, which every object has, are always asked for, too.
    /// </remarks>
    public async Task<ReplicationPage?> ReplicateObjectAsync(DsName target, IReadOnlyList<AttributeType> attributes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        var wanted = attributes.Append(AttributeType.ObjectClass).Distinct().ToList();
        var stub = GetNCChangesRequest.WriteObject(_handle, _partner, _server.TakesRequestV10, target, wanted);
        try
        {
            var page = await CallAsync(stub, Guid.Empty, UpToDatenessVector.Empty, cancellationToken).ConfigureAwait(false);
            if (page.ExtendedResult == ExtendedSuccess && page.Objects.Count == 1)
                return page;

            page.Dispose();
            return page.ExtendedResult == ExtendedSuccess ? null : throw DrsException.FromExtendedResult(page.ExtendedResult, "to replicate one object");
        }
        catch (DrsException error) when (error.Error is DrsException.BadDistinguishedName or 8333)
        {
            return null;
        }
    }

    /// <summary>Gives the handle back: good manners towards the server before <see cref="DisposeAsync"/>, which alone suffices.</summary>
    public async Task UnbindAsync(CancellationToken cancellationToken)
    {
        var stub = DrsBind.WriteUnbind(_handle);
        using var reply = await _connection.CallAsync(DrsBind.UnbindOperation, "IDL_DRSUnbind", stub, cancellationToken).ConfigureAwait(false);
        DrsStatus.ThrowIfFailed(reply.Stub.Span, "IDL_DRSUnbind");
    }

    /// <summary>Closes the connection and wipes the session key.</summary>
    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync().ConfigureAwait(false);
        _secrets.Dispose();
    }

    async Task BindAsync(CancellationToken cancellationToken)
    {
        await BindAsync(replicationEpoch: 0, cancellationToken).ConfigureAwait(false);

        // A renamed domain counts epochs, and wants its partners to say the same one.
        if (_server.ReplicationEpoch != 0)
            await BindAsync(_server.ReplicationEpoch, cancellationToken).ConfigureAwait(false);
    }

    async Task BindAsync(uint replicationEpoch, CancellationToken cancellationToken)
    {
        var stub = DrsBind.WriteRequest(DrsExtensions.Ours(replicationEpoch));
        using var reply = await _connection.CallAsync(DrsBind.BindOperation, "IDL_DRSBind", stub, cancellationToken).ConfigureAwait(false);
        (_handle, _server) = DrsBind.ReadReply(reply.Stub.Span);
    }

    Task<ReplicationPage> FollowAsync(ReplicationRequest request, HighWatermark from, ReplicationPage page, int pages, CancellationToken cancellationToken)
    {
        if (page.Watermark == from)
            throw new RpcProtocolException($"{Endpoint} does not get on: it says that there is more, but stays where it is.");
        if (pages >= request.MaxPages)
            throw new RpcProtocolException($"{Endpoint} does not come to an end: {pages} pages in one cycle.");
        return ReadPageAsync(request, page.Watermark, page.SourceInvocationId, cancellationToken);
    }

    // The first page is asked for from the cursor's database, which may be another one; those that follow come from the one that answered.
    Task<ReplicationPage> ReadPageAsync(ReplicationRequest request, HighWatermark from, Guid invocation, CancellationToken cancellationToken)
    {
        var source = invocation != Guid.Empty ? invocation : request.Cursor?.SourceInvocationId ?? Guid.Empty;
        var stub = GetNCChangesRequest.WritePage(_handle, _partner, _server.TakesRequestV10, request, source, from);
        return CallAsync(stub, invocation, request.Cursor?.Vector ?? UpToDatenessVector.Empty, cancellationToken);
    }

    async Task<ReplicationPage> CallAsync(ReadOnlyMemory<byte> stub, Guid invocation, UpToDatenessVector known, CancellationToken cancellationToken)
    {
        var reply = await _connection.CallAsync(GetNCChangesRequest.Operation, "IDL_DRSGetNCChanges", stub, cancellationToken).ConfigureAwait(false);
        try
        {
            return GetNCChangesReply.Read(reply, _secrets, invocation, known);
        }
        catch
        {
            reply.Dispose();
            throw;
        }
    }

    // A page that nobody will look at any more is wiped all the same.
    static async Task ForgetAsync(Task<ReplicationPage> task)
    {
        try
        {
            (await task.ConfigureAwait(false)).Dispose();
        }
#pragma warning disable CA1031 // Its error, too, nobody will look at.
        catch
#pragma warning restore CA1031
        {
        }
    }
}
