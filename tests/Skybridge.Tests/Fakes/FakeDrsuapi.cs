using System.Security.Cryptography;
using Skybridge.Cryptography;
using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Ndr;

namespace Skybridge.Tests.Fakes;

/// <summary>The replication service of a <see cref="FakeDirectory"/> on one connection: handles and the position in a cycle live and die with it.</summary>
sealed class FakeDrsuapi(Func<FakeDirectory> source, Func<FakeServiceOptions> options, Func<SecretBytes> sessionKey, Action<FakeChangesRequest> seen)
{
    const int HandleSize = 20;
    const int InvalidHandle = 6;
    const int InvalidParameter = 87;

    readonly byte[] _handle = RandomNumberGenerator.GetBytes(HandleSize);
    FakeCycle? _cycle;
    bool _bound;

    /// <summary>Answers one request.</summary>
    public ReadOnlyMemory<byte> Call(ushort operation, ReadOnlyMemory<byte> stub)
    {
        var directory = source();
        lock (directory.Lock)
        {
            var reader = new NdrReader(stub.Span);
            if (operation == DrsBind.BindOperation)
                return Bind(ref reader);
            if (!TakesHandle(ref reader))
                return Refusal(operation, InvalidHandle);

            return operation switch
            {
                DrsBind.UnbindOperation => Unbind(),
                GetNCChangesRequest.Operation => GetNCChanges(directory, ref reader),
                CrackNames.Operation => FakeNameService.Crack(directory, ref reader),
                DomainControllerInfoCall.Operation => FakeNameService.Describe(directory, ref reader),
                _ => throw new InvalidDataException($"A client calls no operation {operation}."),
            };
        }
    }

    /// <summary>A reply that says no more than a Win32 error: the rest is zeros.</summary>
    public static ReadOnlyMemory<byte> Refusal(ushort operation, int error)
    {
        var writer = new NdrWriter();
        _ = operation switch
        {
            DrsBind.BindOperation => writer.WritePointer(false).WriteBytes(new byte[HandleSize]),
            DrsBind.UnbindOperation => writer.WriteBytes(new byte[HandleSize]),
            GetNCChangesRequest.Operation => writer.WriteUInt32(6).WriteUInt32(6).Align(8).WriteBytes(new byte[144]),
            CrackNames.Operation => writer.WriteUInt32(1).WriteUInt32(1).WritePointer(false),
            _ => writer.WriteUInt32(2).WriteUInt32(2).WriteUInt32(0).WritePointer(false),
        };
        return writer.WriteUInt32((uint)error).Stub;
    }

    // pointer, client | pointer | max, size, extensions
    ReadOnlyMemory<byte> Bind(ref NdrReader reader)
    {
        reader.ReadPointer();
        reader.ReadGuid();
        reader.ReadPointer();
        var client = DrsExtensions.Read(ref reader);
        if (client.ReplicationEpoch != options().ReplicationEpoch && client.ReplicationEpoch != 0)
            return Refusal(DrsBind.BindOperation, DrsException.DifferentEpochs);

        _bound = true;
        var writer = new NdrWriter().WritePointer(true);
        new DrsExtensions(options().Extensions, options().ReplicationEpoch, 0).Write(writer);
        return writer.Align(4).WriteBytes(_handle).WriteUInt32(0).Stub;
    }

    ReadOnlyMemory<byte> Unbind()
    {
        _bound = false;
        return new NdrWriter().WriteBytes(new byte[HandleSize]).WriteUInt32(0).Stub;
    }

    bool TakesHandle(ref NdrReader reader) => reader.ReadBytes(HandleSize).SequenceEqual(_handle) && _bound;

    ReadOnlyMemory<byte> GetNCChanges(FakeDirectory directory, ref NdrReader reader)
    {
        var request = FakeChangesRequest.Read(ref reader);
        seen(request);
        if (!request.HasSchemaInfo)
            return Refusal(GetNCChangesRequest.Operation, InvalidParameter);
        if (request.Attributes.Any(type => !FakeChangesRequest.Schema.Contains(type)))
            return Refusal(GetNCChangesRequest.Operation, DrsException.SchemaMismatch);

        var needed = request.Attributes.Any(type => type.IsSecret) ? FakeRights.Both : FakeRights.Changes;
        if ((directory.Rights & needed) != needed)
            return Refusal(GetNCChangesRequest.Operation, DrsException.AccessDenied);

        using var key = sessionKey();
        return request.IsForOneObject ? OneObject(directory, request, key) : NextPage(directory, request, key);
    }

    static ReadOnlyMemory<byte> OneObject(FakeDirectory directory, FakeChangesRequest request, SecretBytes key)
    {
        var found = directory.Objects.FirstOrDefault(one => request.Names(one));
        if (found is null)
            return Refusal(GetNCChangesRequest.Operation, DrsException.BadDistinguishedName);

        // An object that has none of the wanted attributes is not sent, as in a cycle.
        var sent = FakeCycle.Send(directory, found, request, UpToDatenessVector.Empty, 0, key);
        var links = request.Attributes.Contains(AttributeType.Member) ? directory.Send(directory.Links.Where(link => link.Group == found.Guid)).ToList() : [];
        return (FakeCycle.Page(directory) with { ExtendedResult = 1, Objects = sent.Attributes.Count > 0 ? [sent] : [], Links = links }).Write();
    }

    // Samba keeps the position in the handle, and forgets it when asked from anywhere else than where the last page ended.
    ReadOnlyMemory<byte> NextPage(FakeDirectory directory, FakeChangesRequest request, SecretBytes key)
    {
        if (!request.Names(directory.Head))
            return Refusal(GetNCChangesRequest.Operation, DrsException.BadNamingContext);

        // A mark of another database means nothing here; one of an unnamed database is trusted.
        var from = request.SourceInvocation == Guid.Empty || request.SourceInvocation == directory.InvocationId ? request.From : default;
        if (_cycle is null || _cycle.End != from)
            _cycle = new FakeCycle(directory, from);

        var page = _cycle.Next(directory, request, Math.Min(options().MaxObjects, request.MaxObjects), key);
        if (!page.HasMore)
            _cycle = null;
        return page.Write();
    }
}
