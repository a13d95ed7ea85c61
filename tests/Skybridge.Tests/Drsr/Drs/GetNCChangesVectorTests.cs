using System.Buffers;
using System.Globalization;
using Skybridge.Cryptography;
using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Rpc;
using Skybridge.Drsr.Secrets;
using Skybridge.Tests.Vectors;

namespace Skybridge.Tests.Drsr.Drs;

/// <summary>Requests and replies as a real domain controller took and gave them, byte by byte.</summary>
public class GetNCChangesVectorTests
{
    [Fact]
    public void Requests_are_what_a_domain_controller_answered()
    {
        foreach (var vector in Vector.Read("get-nc-changes-request.txt"))
        {
            var stub = vector.Has("object") ? WriteObject(vector) : WritePage(vector);

            Assert.Equal(vector["stub"], Convert.ToHexStringLower(stub.Span));
        }
    }

    [Fact]
    public void Replies_are_read()
    {
        foreach (var vector in Vector.Read("get-nc-changes-reply.txt").Where(vector => !vector.Has("error")))
        {
            using var page = Read(vector.Bytes("stub"), vector.Bytes("key"));

            Assert.Equal(vector.All("expect"), PageText.Describe(page));
        }
    }

    [Fact]
    public void Replies_of_version_nine_are_read_up_to_the_linked_values_which_alone_differ()
    {
        var read = 0;
        foreach (var vector in Vector.Read("get-nc-changes-reply.txt").Where(vector => !vector.Has("error")))
        {
            var stub = vector.Bytes("stub");
            using (var before = Read(stub, vector.Bytes("key")))
            {
                if (before.LinkedValues.Count > 0)
                    continue;
            }

            read++;
            (stub[0], stub[4]) = (9, 9);
            using var page = Read(stub, vector.Bytes("key"));

            Assert.Equal(vector.All("expect"), PageText.Describe(page));
        }

        Assert.NotEqual(0, read);
    }

    [Fact]
    public void Memberships_of_a_real_reply_are_read_with_their_stamps()
    {
        var pages = Vector.Read("get-nc-changes-reply.txt").Where(vector => !vector.Has("error")).Select(vector => Read(vector.Bytes("stub"), vector.Bytes("key"))).ToList();

        var values = pages.SelectMany(page => page.LinkedValues).Where(value => value.Attribute == AttributeType.Member).ToList();
        pages.ForEach(page => page.Dispose());

        Assert.NotEmpty(values);
        Assert.All(values, value =>
        {
            Assert.NotEqual(Guid.Empty, value.Target.ObjectGuid);
            Assert.Contains(",DC=", value.Target.DistinguishedName, StringComparison.OrdinalIgnoreCase);
            Assert.InRange(value.Created.Year, 2026, 2100);
            Assert.InRange(value.Metadata.OriginatingTime, value.Created, value.Created.AddYears(1));
            Assert.NotEqual((0u, Guid.Empty), (value.Metadata.Version, value.Metadata.InvocationId));
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Replies_of_versions_that_were_not_offered_are_refused(byte version)
    {
        var stub = Vector.Read("get-nc-changes-reply.txt")[0].Bytes("stub");
        (stub[0], stub[4]) = (version, version);

        Assert.Throws<Skybridge.Drsr.Ndr.NdrException>(() => Read(stub, new byte[32]));
    }

    [Fact]
    public void Errors_are_told_by_number_and_name()
    {
        foreach (var vector in Vector.Read("get-nc-changes-reply.txt").Where(vector => vector.Has("error")))
        {
            var error = Assert.Throws<DrsException>(() => Read(vector.Bytes("stub"), new byte[32]));

            Assert.Equal(vector["error"], error.Error.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(vector["expect"], error.Message);
        }
    }

    [Fact]
    public void The_key_of_another_connection_opens_nothing()
    {
        var vector = Vector.Read("get-nc-changes-reply.txt", "one object");
        var key = vector.Bytes("key");
        key[0] ^= 1;
        using var page = Read(vector.Bytes("stub"), key);
        var hash = new byte[16];

        Assert.Throws<SecretException>(() => page.Objects[0].TryGetNtHash(hash));

        Assert.Equal(new byte[16], hash);
    }

    internal static ReplicationPage Read(byte[] stub, byte[] key)
    {
        var reply = new RpcReply(stub.Length, ArrayPool<byte>.Shared);
        reply.Append(stub, 0);
        return GetNCChangesReply.Read(reply, new SecretDecryptor(new SecretBytes(key)), Guid.Empty, UpToDatenessVector.Empty);
    }

    static ReadOnlyMemory<byte> WriteObject(Vector vector) => GetNCChangesRequest.WriteObject(
        vector.Bytes("handle"), Guid.Parse(vector["partner"]), vector["version"] == "10", DsName.FromGuid(Guid.Parse(vector["object"])), Attributes(vector));

    static ReadOnlyMemory<byte> WritePage(Vector vector)
    {
        var numbers = vector["from"].Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToList();
        var from = new HighWatermark(numbers[0], numbers[1], numbers[2]);
        var known = new UpToDatenessVector(vector.All("vector").Select(entry => entry.Split(' ')).Select(
            entry => KeyValuePair.Create(Guid.Parse(entry[0]), long.Parse(entry[1], CultureInfo.InvariantCulture))));
        var source = Guid.Parse(vector["source-invocation"]);
        var request = new ReplicationRequest
        {
            NamingContext = DsName.FromDistinguishedName(vector["context"]),
            Attributes = Attributes(vector),
            Cursor = new ReplicationCursor(source, from, known),
            MaxObjects = int.Parse(vector["max-objects"], CultureInfo.InvariantCulture),
        };
        return GetNCChangesRequest.WritePage(vector.Bytes("handle"), Guid.Parse(vector["partner"]), vector["version"] == "10", request, source, from);
    }

    static List<AttributeType> Attributes(Vector vector) =>
        [.. vector["attributes"].Split(' ').Select(text => new AttributeType(uint.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture)))];
}
