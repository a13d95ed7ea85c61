using System.Buffers.Binary;
using System.Text;
using Skybridge.Sync.Directory;
using Skybridge.Tests.Fuzzing;
using Skybridge.Tests.Vectors;

namespace Skybridge.Tests.Sync;

/// <summary>What a domain controller says of sites, and what is not believed of it.</summary>
public class NetlogonAnswerTests
{
    static readonly string[] Names = ["corp.example", "corp.example", "dc1.corp.example", "CORP", "DC1", "", "Head-Office", "Branch"];

    [Fact]
    public void A_real_answer_is_read()
    {
        var vector = Assert.Single(Vector.Read("netlogon-answer.txt"));

        var answer = NetlogonAnswer.Parse(vector.Bytes("datagram"))!;

        Assert.Equal(vector["expect"], $"{answer.HostName} {answer.Site} {answer.ClientSite}");
    }

    [Fact]
    public void Sites_and_host_are_read() =>
        Assert.Equal(new NetlogonAnswer("dc1.corp.example", "Head-Office", "Branch"), NetlogonAnswer.ParseValue(Value(23, Names)));

    [Fact]
    public void Compressed_names_are_followed()
    {
        // "dc1" and a pointer to "corp.example", which stands at the beginning of the names; the domain's name is nothing but a pointer.
        byte[] value = [.. Head(23), .. Plain("corp.example"), 0xc0, 24, 3, .. "dc1"u8, 0xc0, 24, .. Plain("CORP"), .. Plain("DC1"), 0, .. Plain("Here"), 0];

        Assert.Equal(new NetlogonAnswer("dc1.corp.example", "Here", null), NetlogonAnswer.ParseValue(value));
    }

    [Fact]
    public void Another_kind_of_answer_is_none() => Assert.Null(NetlogonAnswer.ParseValue(Value(19, Names)));

    [Fact]
    public void What_is_cut_short_is_none()
    {
        var whole = Value(23, Names);
        for (var length = 0; length < whole.Length; length++)
            Assert.Null(NetlogonAnswer.ParseValue(whole.AsSpan(0, length)));
    }

    [Theory]
    [InlineData(24)]
    [InlineData(30)]
    [InlineData(0x3fff)]
    public void A_name_that_points_to_itself_forwards_or_outside_is_none(int target)
    {
        byte[] value = [.. Head(23), (byte)(0xc0 | (target >> 8)), (byte)target, 0, 0, 0, 0, 0, 0, 0, 0, 0];

        Assert.Null(NetlogonAnswer.ParseValue(value));
    }

    [Fact]
    public void Whatever_comes_is_an_answer_or_none()
    {
        byte[][] corpus = [Value(23, Names), [.. Head(23), .. Plain("corp.example"), 0xc0, 24, 3, .. "dc1"u8, 0xc0, 24, 0, 0, 0, 0, 0]];

        Fuzzer.Run(corpus, value => NetlogonAnswer.ParseValue(value), _ => false, 20_000);
        Fuzzer.Run([.. Vector.Read("netlogon-answer.txt").Select(vector => vector.Bytes("datagram"))], datagram => NetlogonAnswer.Parse(datagram), _ => false, 20_000);
    }

    static byte[] Value(ushort opcode, string[] names) => [.. Head(opcode), .. names.SelectMany(Plain)];

    static byte[] Head(ushort opcode)
    {
        var head = new byte[24];
        BinaryPrimitives.WriteUInt16LittleEndian(head, opcode);
        return head;
    }

    static byte[] Plain(string name) => name.Length == 0
        ? [0]
        : [.. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];
}
