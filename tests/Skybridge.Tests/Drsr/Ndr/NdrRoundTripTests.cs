using CsCheck;
using Skybridge.Drsr.Ndr;

namespace Skybridge.Tests.Drsr.Ndr;

/// <summary>What the writer writes, the reader reads, whatever stands before it; and any shorter stub is refused.</summary>
public class NdrRoundTripTests
{
    static readonly Gen<Item> AnyItem = Gen.OneOf<Item>(
        Gen.Byte.Select(value => (Item)new ByteItem(value)),
        Gen.UShort.Select(value => (Item)new UInt16Item(value)),
        Gen.UInt.Select(value => (Item)new UInt32Item(value)),
        Gen.ULong.Select(value => (Item)new UInt64Item(value)),
        Gen.Guid.Select(value => (Item)new GuidItem(value)),
        Gen.Bool.Select(value => (Item)new PointerItem(value)),
        Gen.Byte.Array[0, 9].Select(value => (Item)new BytesItem(value)),
        Gen.String[Gen.Char['\u0001', '\ud7ff'], 0, 9].Select(value => (Item)new TextItem(value)));

    [Fact]
    public void What_is_written_is_read() => AnyItem.Array[0, 20].Sample(items =>
    {
        var reader = new NdrReader(Write(items).Span);
        foreach (var item in items)
            item.ReadAndCheck(ref reader);

        Assert.Equal(0, reader.Left);
    });

    [Fact]
    public void Every_truncation_is_refused() => AnyItem.Array[1, 8].Sample(items =>
    {
        var stub = Write(items);
        for (var length = 0; length < stub.Length; length++)
        {
            if (!Refuses(items, stub.Span[..length]))
                Assert.Fail($"A stub of {stub.Length} bytes, cut to {length}, was read as if nothing were missing.");
        }
    });

    static ReadOnlyMemory<byte> Write(Item[] items)
    {
        var writer = new NdrWriter();
        foreach (var item in items)
            item.Write(writer);
        return writer.Stub;
    }

    static bool Refuses(Item[] items, ReadOnlySpan<byte> stub)
    {
        var reader = new NdrReader(stub);
        try
        {
            foreach (var item in items)
                item.ReadAndCheck(ref reader);
            return false;
        }
        catch (NdrException)
        {
            return true;
        }
    }

    abstract record Item
    {
        public abstract void Write(NdrWriter writer);

        public abstract void ReadAndCheck(ref NdrReader reader);
    }

    sealed record ByteItem(byte Value) : Item
    {
        public override void Write(NdrWriter writer) => writer.WriteByte(Value);

        public override void ReadAndCheck(ref NdrReader reader) => Assert.Equal(Value, reader.ReadByte());
    }

    sealed record UInt16Item(ushort Value) : Item
    {
        public override void Write(NdrWriter writer) => writer.WriteUInt16(Value);

        public override void ReadAndCheck(ref NdrReader reader) => Assert.Equal(Value, reader.ReadUInt16());
    }

    sealed record UInt32Item(uint Value) : Item
    {
        public override void Write(NdrWriter writer) => writer.WriteUInt32(Value);

        public override void ReadAndCheck(ref NdrReader reader) => Assert.Equal(Value, reader.ReadUInt32());
    }

    sealed record UInt64Item(ulong Value) : Item
    {
        public override void Write(NdrWriter writer) => writer.WriteUInt64(Value);

        public override void ReadAndCheck(ref NdrReader reader) => Assert.Equal(Value, reader.ReadUInt64());
    }

    sealed record GuidItem(Guid Value) : Item
    {
        public override void Write(NdrWriter writer) => writer.WriteGuid(Value);

        public override void ReadAndCheck(ref NdrReader reader) => Assert.Equal(Value, reader.ReadGuid());
    }

    sealed record PointerItem(bool Present) : Item
    {
        public override void Write(NdrWriter writer) => writer.WritePointer(Present);

        public override void ReadAndCheck(ref NdrReader reader) => Assert.Equal(Present, reader.ReadPointer());
    }

    sealed record BytesItem(byte[] Value) : Item
    {
        public override void Write(NdrWriter writer) => writer.WriteUInt32((uint)Value.Length).WriteBytes(Value);

        public override void ReadAndCheck(ref NdrReader reader) =>
            Assert.Equal(Value, reader.ReadBytes(reader.ReadCount(1, 9, "bytes")).ToArray());
    }

    sealed record TextItem(string Value) : Item
    {
        public override void Write(NdrWriter writer) => writer.WriteString(Value);

        public override void ReadAndCheck(ref NdrReader reader) => Assert.Equal(Value, reader.ReadString(9, "a text"));
    }
}
