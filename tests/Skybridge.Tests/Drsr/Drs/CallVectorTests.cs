using System.Globalization;
using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Ndr;
using Skybridge.Tests.Vectors;

namespace Skybridge.Tests.Drsr.Drs;

/// <summary>The small calls as a real domain controller took and answered them.</summary>
public class CallVectorTests
{
    [Fact]
    public void A_bind_is_what_a_domain_controller_answered() =>
        Assert.Equal(Vector.Read("drs-bind.txt", "request")["stub"], Hex(DrsBind.WriteRequest(DrsExtensions.Ours(0))));

    [Fact]
    public void The_answer_to_a_bind_gives_handle_and_extensions()
    {
        foreach (var vector in Answers("drs-bind.txt"))
        {
            var (handle, server) = DrsBind.ReadReply(vector.Bytes("stub"));

            string[] found =
            [
                $"handle {Convert.ToHexStringLower(handle)}",
                $"flags {server.Flags:x8}, epoch {server.ReplicationEpoch}, extended flags {server.FlagsExt:x8}",
            ];
            Assert.Equal(vector.All("expect"), found);
        }
    }

    /// <summary>Servers differ in how much they say of themselves, and nothing says that it ends on a boundary.</summary>
    [Theory]
    [InlineData(4, 0u, 0u)]
    [InlineData(28, 7u, 0u)]
    [InlineData(29, 7u, 0u)]
    [InlineData(32, 7u, 9u)]
    [InlineData(100, 7u, 9u)]
    public void Extensions_of_any_length_are_read(int length, uint epoch, uint more)
    {
        var all = new byte[100];
        (all[0], all[24], all[28]) = (5, 7, 9);
        var handle = Enumerable.Range(1, DrsBind.HandleSize).Select(n => (byte)n).ToArray();
        var writer = new NdrWriter().WritePointer(true).WriteUInt32((uint)length).WriteUInt32((uint)length).WriteBytes(all.AsSpan(0, length));

        var (found, server) = DrsBind.ReadReply(writer.Align(4).WriteBytes(handle).WriteUInt32(0).Stub.Span);

        Assert.Equal(handle, found);
        Assert.Equal((5u, epoch, more), (server.Flags, server.ReplicationEpoch, server.FlagsExt));
    }

    [Fact]
    public void A_server_may_say_nothing_of_itself()
    {
        var (_, server) = DrsBind.ReadReply(new NdrWriter().WritePointer(false).WriteBytes(new byte[DrsBind.HandleSize]).WriteUInt32(0).Stub.Span);

        Assert.Equal(default, server);
    }

    [Fact]
    public void An_unbind_is_the_handle() =>
        Assert.Equal("000102030405060708090a0b0c0d0e0f10111213", Hex(DrsBind.WriteUnbind(Convert.FromHexString("000102030405060708090a0b0c0d0e0f10111213"))));

    [Fact]
    public void A_request_for_names_is_what_a_domain_controller_answered()
    {
        var vector = Vector.Read("crack-names.txt", "request");

        var stub = CrackNames.WriteRequest(vector.Bytes("handle"), Format(vector["from"]), Format(vector["to"]), vector.All("names"));

        Assert.Equal(vector["stub"], Hex(stub));
    }

    [Fact]
    public void Names_are_read()
    {
        foreach (var vector in Answers("crack-names.txt"))
        {
            var names = CrackNames.ReadReply(vector.Bytes("stub"));

            Assert.Equal(vector.All("expect"), names.Select(name => $"{name.Status} {name.Domain ?? "-"} {name.Name ?? "-"}"));
        }
    }

    [Fact]
    public void A_request_for_domain_controllers_is_what_a_domain_controller_answered()
    {
        var vector = Vector.Read("domain-controller-info.txt", "request");

        Assert.Equal(vector["stub"], Hex(DomainControllerInfoCall.WriteRequest(vector.Bytes("handle"), vector["domain"])));
    }

    [Fact]
    public void Domain_controllers_are_read()
    {
        foreach (var vector in Answers("domain-controller-info.txt"))
        {
            var found = Assert.Single(DomainControllerInfoCall.ReadReply(vector.Bytes("stub")));

            string[] lines =
            [
                $"{found.NetBiosName} {found.DnsHostName} {found.SiteName}",
                found.ComputerObjectName!,
                $"{(found.IsPrimary ? "primary " : "")}{(found.IsEnabled ? "enabled " : "")}{(found.IsGlobalCatalog ? "catalogue " : "")}{found.DsaGuid}",
            ];
            Assert.Equal(vector.All("expect"), lines);
        }
    }

    static IEnumerable<Vector> Answers(string file) => Vector.Read(file).Where(vector => !vector.Has("name"));

    static NameFormat Format(string number) => (NameFormat)int.Parse(number, CultureInfo.InvariantCulture);

    static string Hex(ReadOnlyMemory<byte> stub) => Convert.ToHexStringLower(stub.Span);
}
