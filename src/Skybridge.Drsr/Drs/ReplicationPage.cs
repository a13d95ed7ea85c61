using Skybridge.Drsr.Rpc;
using Skybridge.Drsr.Secrets;

namespace Skybridge.Drsr.Drs;

/// <summary>One page of replicated objects. Whoever receives it disposes it, which wipes it; the objects' values go with it.</summary>
public sealed class ReplicationPage : IDisposable
{
    readonly RpcReply _reply;
    readonly PrefixTable _prefixes;
    readonly List<(int Offset, int Length)> _values;
    readonly List<ReplicatedAttribute> _attributes;
    bool _disposed;

    internal ReplicationPage(RpcReply reply, SecretDecryptor secrets, PrefixTable prefixes, List<(int Offset, int Length)> values, List<ReplicatedAttribute> attributes)
    {
        _reply = reply;
        _prefixes = prefixes;
        _values = values;
        _attributes = attributes;
        Secrets = secrets;
    }

    /// <summary>The objects, in the order in which the server sent them. The same object may come again on a later page.</summary>
    public IReadOnlyList<ReplicatedObject> Objects { get; internal init; } = [];

    /// <summary>The values of linked attributes, given or taken away: in a cycle those that changed, of a single object all that it has.</summary>
    /// <remarks>A server may send them behind all objects, on pages of their own, and the same one again. Attributes that were not asked for may be among them.</remarks>
    public IReadOnlyList<LinkedValue> LinkedValues { get; internal init; } = [];

    /// <summary>The database that answered: <c>invocationId</c> of the domain controller.</summary>
    public required Guid SourceInvocationId { get; init; }

    /// <summary><c>objectGUID</c> of the domain controller's nTDSDSA object.</summary>
    public required Guid SourceDsaGuid { get; init; }

    /// <summary>The naming context as the server names it; of a single-object read, the object.</summary>
    public required DsName NamingContext { get; init; }

    /// <summary>Where this page ends.</summary>
    public required HighWatermark Watermark { get; init; }

    /// <summary>The cursor, on the last page of a cycle only: neither the middle of one nor a single object is a place to go on from.</summary>
    public ReplicationCursor? Cursor { get; init; }

    internal SecretDecryptor Secrets { get; }

    internal UpToDatenessVector? Vector { get; init; }

    /// <summary>Whether another page follows. A single object, too, may have more values than fit: then these are not all.</summary>
    public bool HasMore { get; internal init; }

    internal uint ExtendedResult { get; init; }

    /// <summary>Wipes the page.</summary>
    public void Dispose()
    {
        _disposed = true;
        _reply.Dispose();
    }

    internal ReplicatedAttribute Attribute(int index) => _attributes[index];

    internal ReadOnlySpan<byte> Value(int index)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var (offset, length) = _values[index];
        return _reply.Stub.Span.Slice(offset, length);
    }

    internal bool TryTranslate(uint serverValue, out uint value) => _prefixes.TryTranslate(serverValue, out value);
}
