using System.Formats.Asn1;
using Skybridge.Drsr;
using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Rpc;
using Skybridge.Drsr.Secrets;
using Skybridge.Drsr.Security;
using Skybridge.Tests.Drsr.Drs;
using Skybridge.Tests.Drsr.Rpc;
using Skybridge.Tests.Fakes;
using Skybridge.Tests.Fuzzing;
using Skybridge.Tests.Vectors;

namespace Skybridge.Tests.Drsr;

/// <summary>Whatever a peer sends: an error of ours, no more memory than it sent bytes for, and no hanging.</summary>
public class FuzzTests
{
    [Fact]
    public void Pages_of_changes() => Fuzzer.Run([.. Stubs("get-nc-changes-reply.txt", hasError: false), .. Pages()], ReadPage, IsOurs, 80_000);

    [Fact]
    public void Answers_to_a_bind() => Fuzzer.Run(Stubs("drs-bind.txt"), stub => DrsBind.ReadReply(stub), IsOurs, 15_000);

    [Fact]
    public void Names() => Fuzzer.Run(Stubs("crack-names.txt"), stub => CrackNames.ReadReply(stub), IsOurs, 25_000);

    [Fact]
    public void Domain_controllers() => Fuzzer.Run(Stubs("domain-controller-info.txt"), stub => DomainControllerInfoCall.ReadReply(stub), IsOurs, 25_000);

    [Fact]
    public void Endpoints() => Fuzzer.Run(
        [.. Stubs("endpoint-map.txt"), FakeTowers.Reply(FakeTowers.Tower(8, [1, 2]), FakeTowers.Tcp(49152)).ToArray()],
        stub => EndpointMapper.ReadReply(stub),
        IsOurs,
        25_000);

    [Fact]
    public void Pdu_headers() => Fuzzer.Run([.. Pdus().Select(pdu => pdu[..PduHeader.Size])], pdu => PduHeader.Read(Padded(pdu)), IsOurs, 15_000);

    [Fact]
    public void Bind_answers() => Fuzzer.Run(Pdus(), pdu => BindAckPdu.Read(pdu), IsOurs, 15_000);

    /// <summary>The endpoint mapper is the one that is talked to without protection: here a whole conversation with it is damaged.</summary>
    [Fact]
    public void Conversations_with_an_endpoint_mapper() => Fuzzer.Run([Conversation()], Converse, IsOurs, 15_000);

    [Fact]
    public void Answers_of_a_key_distribution_center() => Fuzzer.Run(
        [.. Vector.Read("kdc-reply.txt").Select(vector => vector.Bytes("reply"))],
        reply => KdcReply.Read(reply, DateTimeOffset.UnixEpoch),
        error => error is AsnContentException,
        40_000);

    static bool IsOurs(Exception error) => error is DrsrException;

    static List<byte[]> Stubs(string file, bool hasError = true) =>
        [.. Vector.Read(file).Where(vector => vector.Has("expect") && (hasError || !vector.Has("error"))).Select(vector => vector.Bytes("stub"))];

    static List<byte[]> Pdus() => [.. Vector.Read("bind-answer.txt").Select(vector => vector.Bytes("pdu"))];

    // A header is read when its sixteen bytes are there.
    static byte[] Padded(byte[] pdu) => [.. pdu, .. new byte[Math.Max(0, PduHeader.Size - pdu.Length)]];

    static List<byte[]> Pages()
    {
        var directory = new FakeDirectory();
        for (var i = 0; i < 3; i++)
            directory.AddUser($"p{i}", "P@ssw0rd");
        using var key = new Skybridge.Cryptography.SecretBytes(32);
        var request = new FakeChangesRequest
        {
            Version = 10,
            Destination = default,
            SourceInvocation = default,
            Context = directory.Head.Name,
            From = default,
            Vector = UpToDatenessVector.Empty,
            MaxObjects = 100,
            IsForOneObject = false,
            Attributes = Wanted.Attributes.ToHashSet(),
            HasSchemaInfo = true,
        };
        var page = new FakeCycle(directory, default).Next(directory, request, 100, key);
        FakePage[] pages = [page, page with { Version = 9, PrefixShift = 40 }, page with { HasPrefixes = false, Objects = [] }];
        return [.. pages.Select(one => one.Write().ToArray())];
    }

    static void ReadPage(byte[] stub)
    {
        using var page = GetNCChangesVectorTests.Read(stub, new byte[32]);
        Span<byte> hash = stackalloc byte[16];
        foreach (var found in page.Objects)
        {
            found.Is(ObjectClass.User);
            found.TryGetText(AttributeType.SamAccountName, out _);
            found.TryGetUInt32(AttributeType.UserAccountControl, out _);
            if (found.TryGetInt64(AttributeType.PwdLastSet, out var time))
                ReplicatedObject.FromFileTime(time);
            found.GetMetadata(AttributeType.UnicodePwd);
            found.Has(AttributeType.IsDeleted);
            try
            {
                found.TryGetNtHash(hash);
            }
            catch (SecretException)
            {
            }
        }
    }

    static byte[] Conversation()
    {
        var bind = Vector.Read("bind-answer.txt", "endpoint mapper").Bytes("pdu");
        var stub = Vector.Read("endpoint-map.txt")[1].Bytes("stub");
        var answer = new byte[24 + stub.Length];
        new PduHeader(PduType.Response, PduFlags.First | PduFlags.Last, (ushort)answer.Length, 0, 2).Write(answer);
        stub.CopyTo(answer, 24);
        return [.. bind, .. answer];
    }

    static void Converse(byte[] bytes)
    {
        var asking = EndpointMapper.MapAsync(new Playback(bytes), "mapper:135", RpcInterface.Drsuapi, new RpcOptions(), CancellationToken.None);

        // Over a stream in memory nothing waits.
        Assert.True(asking.IsCompleted);
        asking.GetAwaiter().GetResult();
    }
}
