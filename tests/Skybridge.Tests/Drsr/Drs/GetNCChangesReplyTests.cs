using System.Buffers.Binary;
using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Ndr;
using Skybridge.Drsr.Rpc;
using Skybridge.Tests.Fakes;

namespace Skybridge.Tests.Drsr.Drs;

/// <summary>Pages as no real server sends them, or only rarely.</summary>
public class GetNCChangesReplyTests
{
    const uint Unknown = 0x00640001;

    static readonly AttributeMetadata Stamp = new(1, new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), Guid.NewGuid(), 42);

    static FakePage Page => new()
    {
        Invocation = Guid.NewGuid(),
        Dsa = Guid.NewGuid(),
        Context = DsName.FromDistinguishedName("DC=corp,DC=example"),
        To = new(7, 0, 7),
    };

    [Fact]
    public void A_page_without_a_prefix_table_uses_the_well_known_one()
    {
        using var page = Read(Page with { HasPrefixes = false, Objects = [Object("CN=a", Attribute(AttributeType.SamAccountName, "a"u8))] });

        Assert.True(page.Objects[0].Has(AttributeType.SamAccountName));
    }

    [Fact]
    public void An_attribute_of_an_unknown_prefix_keeps_its_place_and_is_nobodys()
    {
        var unknown = new FakeSentAttribute(Unknown, [[1]], Stamp with { Version = 1 });
        var known = Attribute(AttributeType.SamAccountName, "a\0"u8) with { Stamp = Stamp with { Version = 2 } };

        using var page = Read(Page with { Objects = [Object("CN=a", unknown, known)] });

        Assert.False(page.Objects[0].Has(new AttributeType(Unknown)));
        Assert.Equal(2u, page.Objects[0].GetMetadata(AttributeType.SamAccountName)!.Value.Version);
    }

    [Fact]
    public void The_schemas_version_at_the_end_of_the_prefix_table_is_no_prefix()
    {
        using var page = Read(Page with { Objects = [Object("CN=a", Attribute(AttributeType.ObjectClass, [9, 0, 10, 0]))] });

        Assert.True(page.Objects[0].Is(ObjectClass.User));
    }

    [Fact]
    public void Objects_come_in_the_order_of_the_list_though_their_parts_come_backwards()
    {
        using var page = Read(Page with { Objects = [Object("CN=a"), Object("CN=b"), Object("CN=c")] });

        Assert.Equal(["CN=a", "CN=b", "CN=c"], page.Objects.Select(one => one.Name.DistinguishedName));
    }

    [Fact]
    public void A_list_as_long_as_no_stack_is_read()
    {
        using var page = Read(Page with { Objects = [.. Enumerable.Range(0, 50_000).Select(n => Object($"CN={n}"))] });

        Assert.Equal("CN=49999", page.Objects[^1].Name.DistinguishedName);
    }

    [Fact]
    public void More_objects_than_believed_are_refused() =>
        Refuses(Page with { Objects = [.. Enumerable.Repeat(Object("CN=a"), 100_001)] });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(uint.MaxValue)]
    public void A_page_that_announces_another_number_of_objects_is_refused(uint announced) =>
        Refuses(Page with { Announced = announced, Objects = [Object("CN=a"), Object("CN=b")] });

    [Fact]
    public void An_object_without_a_name_is_refused() => Refuses(Page with { Objects = [Object("CN=a")] }, stub => Fixed(stub, 1).Clear());

    [Fact]
    public void An_object_that_announces_another_number_of_attributes_is_refused() =>
        Refuses(Page with { Objects = [Object("CN=a", Attribute(AttributeType.SamAccountName, "a"u8))] }, stub => Fixed(stub, 3)[0]++);

    [Fact]
    public void Stamps_that_do_not_match_the_attributes_are_refused() =>
        Refuses(Page with { Objects = [Object("CN=a", Attribute(AttributeType.SamAccountName, "a"u8))] }, stub => Fixed(stub, 4).Clear());

    [Fact]
    public void Fewer_stamps_than_attributes_are_refused()
    {
        var two = Object("CN=a", Attribute(AttributeType.SamAccountName, "a"u8), Attribute(AttributeType.Name, "a"u8));
        var stub = (Page with { Objects = [two] }).Write().ToArray();
        var first = stub.AsSpan().IndexOf(Stamp.InvocationId.ToByteArray()) - 16;

        // The counts stand 16 and 8 bytes before the first stamp, each with its padding; a stamp has 40 bytes.
        Assert.Equal((2, 2), (stub[first - 16], stub[first - 8]));
        (stub[first - 16], stub[first - 8]) = (1, 1);

        Assert.Throws<NdrException>(() => Read([.. stub[..(first + 40)], .. stub[(first + 80)..]]));
    }

    [Fact]
    public void An_error_in_the_fixed_part_counts_as_one_at_the_end()
    {
        var stub = Page.Write().ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(stub.AsSpan(FixedEnd - 4), 8453);

        Assert.Equal(8453, Assert.Throws<DrsException>(() => Read(stub)).Error);
    }

    [Fact]
    public void An_error_at_the_end_counts_before_anything_is_read() =>
        Assert.Equal(8440, Assert.Throws<DrsException>(() => Read([1, 2, 3, 0xf8, 0x20, 0, 0])).Error);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_reply_too_short_for_an_error_is_refused(int length) => Assert.Throws<NdrException>(() => Read(new byte[length]));

    [Fact]
    public void Different_versions_in_tag_and_body_are_refused()
    {
        var stub = Page.Write().ToArray();
        stub[4] = 9;

        Assert.Throws<NdrException>(() => Read(stub));
    }

    [Fact]
    public void Another_database_than_expected_is_refused()
    {
        var reply = new RpcReply(10_000, System.Buffers.ArrayPool<byte>.Shared);
        reply.Append(Page.Write().Span, 0);
        using var secrets = new Skybridge.Drsr.Secrets.SecretDecryptor(new Skybridge.Cryptography.SecretBytes(32));

        Assert.Throws<RpcProtocolException>(() => GetNCChangesReply.Read(reply, secrets, Guid.NewGuid(), UpToDatenessVector.Empty));
    }

    [Fact]
    public void Times_outside_the_calendar_are_moved_to_its_edge()
    {
        var stub = (Page with { Objects = [Object("CN=a", Attribute(AttributeType.SamAccountName, "a"u8))] }).Write().ToArray();
        var seconds = stub.AsSpan(stub.AsSpan().IndexOf(Stamp.InvocationId.ToByteArray()) - 8, 8);
        seconds.Fill(0x7f);

        using (var page = Read(stub))
            Assert.Equal(9999, page.Objects[0].GetMetadata(AttributeType.SamAccountName)!.Value.OriginatingTime.Year);

        seconds.Fill(0xff);
        using (var page = Read(stub))
            Assert.Equal(1601, page.Objects[0].GetMetadata(AttributeType.SamAccountName)!.Value.OriginatingTime.Year);
    }

    [Fact]
    public void Values_are_given_only_as_what_they_can_be()
    {
        using var page = Read(Page with
        {
            Objects =
            [
                Object(
                    "CN=a",
                    Attribute(AttributeType.SamAccountName, [1, 2, 3]),
                    Attribute(AttributeType.UserAccountControl, [1, 2, 3, 4, 5, 6, 7, 8]),
                    Attribute(AttributeType.PwdLastSet, [1, 2, 3, 4]),
                    Attribute(AttributeType.ObjectClass, [1, 2]),
                    Attribute(AttributeType.DisplayName, [])),
            ],
        });
        var found = page.Objects[0];

        Assert.False(found.TryGetText(AttributeType.SamAccountName, out _));
        Assert.False(found.TryGetUInt32(AttributeType.UserAccountControl, out _));
        Assert.False(found.TryGetInt64(AttributeType.PwdLastSet, out _));
        Assert.False(found.Is(ObjectClass.Top));
        Assert.True(found.TryGetText(AttributeType.DisplayName, out var empty));
        Assert.Equal("", empty);
    }

    [Fact]
    public void An_empty_password_is_none()
    {
        using var page = Read(Page with { Objects = [Object("CN=a", Attribute(AttributeType.UnicodePwd, []))] });

        Assert.False(page.Objects[0].TryGetNtHash(new byte[16]));
    }

    [Fact]
    public void A_page_may_be_wiped_twice()
    {
        var page = Read(Page);

        page.Dispose();
        page.Dispose();

        Assert.Equal(new HighWatermark(7, 0, 7), page.Watermark);
    }

    // Where the page's fixed part ends.
    const int FixedEnd = 8 + 16 + 16 + 8 + 24 + 24 + (4 * 13);

    static FakeSentObject Object(string name, params FakeSentAttribute[] attributes) => new(DsName.FromDistinguishedName(name), null, attributes);

    static FakeSentAttribute Attribute(AttributeType type, ReadOnlySpan<byte> value) => new(type.Value, [value.ToArray()], Stamp);

    // The n-th number of the first object's fixed part, which stands behind the prefix table's last entry:
    // pNext, pName, ulFlags, count, pAttr, head, parent, stamps.
    static Span<byte> Fixed(Span<byte> stub, int number)
    {
        var start = stub.IndexOf(new byte[] { 0xff, 0, 0, 0, 7 }) + 24;
        return stub.Slice(start + (4 * number), 4);
    }

    static void Refuses(FakePage page, Change? change = null)
    {
        var stub = page.Write().ToArray();
        change?.Invoke(stub);

        Assert.Throws<NdrException>(() => Read(stub));
    }

    static ReplicationPage Read(FakePage page) => Read(page.Write().ToArray());

    static ReplicationPage Read(byte[] stub) => GetNCChangesVectorTests.Read(stub, new byte[32]);

    delegate void Change(Span<byte> stub);
}
