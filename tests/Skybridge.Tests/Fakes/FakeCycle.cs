using System.Buffers.Binary;
using System.Security.Cryptography;
using Skybridge.Cryptography;
using Skybridge.Drsr.Drs;

namespace Skybridge.Tests.Fakes;

/// <summary>One cycle through a directory, in the order of update sequence numbers: which objects it covers is settled when it begins.</summary>
/// <remarks>
/// As Samba 4.17 does: in the middle only usnHighObjUpdate moves (and usnReserved where that would not grow), the vector comes at the end,
/// the naming context's head is repeated on every page of a first cycle.
/// </remarks>
sealed class FakeCycle
{
    readonly HighWatermark _from;
    readonly long _highest;
    readonly Queue<Guid> _waiting;
    readonly Queue<(Guid Group, Guid Member)> _links;

    public FakeCycle(FakeDirectory directory, HighWatermark from)
    {
        _from = from;
        _highest = directory.HighestUsn;
        _waiting = new(directory.Objects.Where(one => one.UsnChanged > from.PropertyUpdate).OrderBy(one => one.UsnChanged).Select(one => one.Guid));
        _links = new(directory.Links.Where(link => link.LocalUsn > from.PropertyUpdate).OrderBy(link => link.LocalUsn).Select(link => (link.Group, link.Member)));
        End = from;
    }

    /// <summary>Where the last page ended: the next one must be asked for from there.</summary>
    public HighWatermark End { get; private set; }

    /// <summary>An empty page of a directory.</summary>
    public static FakePage Page(FakeDirectory directory) => new()
    {
        Invocation = directory.InvocationId,
        Dsa = directory.DsaGuid,
        Context = directory.Head.Name,
        PrefixShift = directory.PrefixShift,
        To = default,
    };

    public FakePage Next(FakeDirectory directory, FakeChangesRequest request, int maxObjects, SecretBytes key)
    {
        var sent = new List<FakeSentObject>();
        var begin = End;
        var last = begin.ObjectUpdate;
        if (_from.PropertyUpdate == 0 && _waiting.Count > 0 && _waiting.Peek() != directory.Head.Guid)
            sent.Add(Send(directory, directory.Head, request, request.Vector, 0, key));
        while (_waiting.Count > 0 && sent.Count < maxObjects)
        {
            var next = directory.Find(_waiting.Dequeue())!;
            last = Math.Min(next.UsnChanged, _highest);
            if (Send(directory, next, request, request.Vector, _from.PropertyUpdate, key) is { Attributes.Count: > 0 } changed)
                sent.Add(changed);
        }

        // Memberships come when all objects have come.
        var links = new List<FakeSentLink>();
        while (_waiting.Count == 0 && _links.Count > 0 && links.Count < maxObjects)
        {
            if (directory.FindLink(_links.Dequeue()) is { } link && request.Attributes.Contains(AttributeType.Member) && !Knows(request.Vector, link.Stamp))
                links.AddRange(directory.Send([link]));
        }

        var isLast = _waiting.Count == 0 && _links.Count == 0;
        End = isLast ? new(_highest, 0, _highest)
            : last > begin.ObjectUpdate ? new(last, 0, begin.PropertyUpdate)
            : begin with { Reserved = begin.Reserved + 1 };
        return Page(directory) with { From = begin, To = End, Objects = sent, Links = links, HasMore = !isLast, Vector = isLast ? directory.VectorAt(_highest) : null };
    }

    /// <summary>What of an object is sent: wanted attributes written since then, unless whoever asks knows that database's changes.</summary>
    public static FakeSentObject Send(
        FakeDirectory directory, FakeObject found, FakeChangesRequest request, UpToDatenessVector known, long since, SecretBytes key)
    {
        var attributes = found.Stored
            .Where(one => request.Attributes.Contains(one.Key) && one.Value.LocalUsn > since && !Knows(known, one.Value.Stamp))
            .OrderBy(one => one.Key.Value)
            .Select(one => new FakeSentAttribute(one.Key.Value, Values(directory, found, one.Key, one.Value.Values, key), one.Value.Stamp));
        return new FakeSentObject(found.Name, found.ParentGuid, [.. attributes]) { IsHead = found == directory.Head };
    }

    static bool Knows(UpToDatenessVector known, AttributeMetadata stamp) => stamp.Usn <= known.Entries.GetValueOrDefault(stamp.InvocationId);

    static IReadOnlyList<byte[]> Values(
        FakeDirectory directory, FakeObject found, AttributeType type, IReadOnlyList<byte[]> values, SecretBytes key)
    {
        if (type == AttributeType.ObjectClass)
            return [.. values.Select(value => BitConverter.GetBytes(BitConverter.ToUInt32(value) + (directory.PrefixShift << 16)))];
        if (!type.IsSecret)
            return values;

        var wrapped = values.Select(hash => FakeSecrets.Wrap(hash, found.Sid!.Rid, key.Span)).ToList();
        if (found.HasDamagedSecret)
            wrapped.ForEach(payload => payload[^1] ^= 1);
        return wrapped;
    }
}

/// <summary>Wraps secrets as a domain controller does: the inverse of what the client opens.</summary>
static class FakeSecrets
{
    /// <remarks>[MS-DRSR] ENCRYPTED_PAYLOAD over [MS-SAMR] encrypting an NT hash with a RID.</remarks>
    public static byte[] Wrap(ReadOnlySpan<byte> hash, uint rid, ReadOnlySpan<byte> sessionKey)
    {
        var payload = new byte[16 + 4 + NtHash.Size];
        RandomNumberGenerator.Fill(payload.AsSpan(0, 16));
        RidEncryption.Encrypt(rid, hash, payload.AsSpan(20));
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(16), Crc32.Compute(payload.AsSpan(20)));
#pragma warning disable CA5351 // MD5 is what the domain controller wraps secrets with.
        Rc4.Transform(MD5.HashData([.. sessionKey, .. payload.AsSpan(0, 16)]), payload.AsSpan(16));
#pragma warning restore CA5351
        return payload;
    }
}
