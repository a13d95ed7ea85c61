using CsCheck;
using Skybridge.Ldap.Rights;

namespace Skybridge.Tests.Ldap;

/// <summary>Access lists: every byte of other people's entries stays, and what is not understood is not touched.</summary>
public class SecurityDescriptorTests
{
    static readonly byte[] Sid = Convert.FromHexString("010500000000000515000000" + "01020304050607080910111276040000");

    // Denies first, then allows, then one that came from a parent.
    static readonly byte[][] Entries =
    [
        Convert.FromHexString("0100" + "1400" + "00010000" + "010100000000000100000000"),
        Convert.FromHexString("0000" + "1400" + "ff010f00" + "010100000000000512000000"),
        Convert.FromHexString("0010" + "1400" + "94000200" + "01010000000000050b000000"),
    ];

    static byte[] Descriptor => Make(4, Entries);

    [Fact]
    public void What_was_read_is_written_again_byte_for_byte() => Assert.Equal(Descriptor, SecurityDescriptor.Read(Descriptor).ToBytes());

    [Fact]
    public void Other_entries_keep_their_bytes_and_places()
    {
        var list = SecurityDescriptor.Read(Make(2, Entries));
        var added = AccessEntry.Allow(ReplicationGrant.Changes, Sid);

        var after = SecurityDescriptor.Read(list.With([.. list.Entries.Take(2), added, .. list.Entries.Skip(2)]).ToBytes());

        Assert.Equal([Entries[0], Entries[1], added, Entries[2]], after.Entries);
    }

    /// <summary>[MS-DTYP] ACCESS_ALLOWED_OBJECT_ACE, as a domain controller writes it.</summary>
    [Fact]
    public void An_entry_allows_one_right_to_one_account_on_this_object()
    {
        var entry = AccessEntry.Allow(ReplicationGrant.ChangesAll, Sid);

        Assert.Equal("05003800" + "00010000" + "01000000" + "AD F6 31 11 07 9C D1 11 F7 9F 00 C0 4F C2 DC D2".Replace(" ", "") + Convert.ToHexString(Sid), Convert.ToHexString(entry));
        Assert.True(AccessEntry.Allows(entry, ReplicationGrant.ChangesAll, Sid));
        Assert.False(AccessEntry.Allows(entry, ReplicationGrant.Changes, Sid));
        Assert.False(AccessEntry.Allows([.. entry[..^1], 1], ReplicationGrant.ChangesAll, Sid));
        Assert.False(AccessEntry.Allows([5, 0x0a, .. entry[2..]], ReplicationGrant.ChangesAll, Sid));
    }

    [Fact]
    public void What_is_cut_off_is_refused()
    {
        for (var length = 0; length < Descriptor.Length; length++)
            Assert.Throws<InvalidDataException>(() => SecurityDescriptor.Read(Descriptor.AsSpan(0, length)));
    }

    [Fact]
    public void Whatever_byte_changes_it_is_read_or_refused_by_name() => Gen.Select(Gen.Int[0, Descriptor.Length - 1], Gen.Byte).Sample(
        (place, value) =>
        {
            var mutated = Descriptor;
            mutated[place] = value;
            try
            {
                SecurityDescriptor.Read(mutated).ToBytes();
            }
            catch (InvalidDataException)
            {
                // Named.
            }
        });

    [Fact]
    public void A_list_that_would_be_too_long_is_not_written()
    {
        var list = SecurityDescriptor.Read(Descriptor);

        Assert.Throws<InvalidDataException>(() => list.With([.. Enumerable.Repeat(new byte[1000], 66)]).ToBytes());
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b+c\"d\\e<f>g;h=i", "a\\,b\\+c\\\"d\\\\e\\<f\\>g\\;h\\=i")]
    [InlineData("#first", "\\#first")]
    [InlineData(" both ", "\\ both\\ ")]
    [InlineData("in#side", "in#side")]
    [InlineData("line\nend", "line\\0Aend")]
    [InlineData("ünïcødé 🌍", "ünïcødé 🌍")]
    public void A_value_means_only_itself_in_a_name(string value, string escaped) => Assert.Equal(escaped, ConnectorAccount.Escape(value));

    static byte[] Make(byte revision, byte[][] entries)
    {
        var size = 8 + entries.Sum(entry => entry.Length);
        return
        [
            1, 0, 0x04, 0x8c, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0,
            revision, 0, (byte)size, (byte)(size >> 8), (byte)entries.Length, 0, 0, 0, .. entries.SelectMany(entry => entry),
        ];
    }
}
