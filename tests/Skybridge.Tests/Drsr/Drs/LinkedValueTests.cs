using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Ndr;
using Skybridge.Tests.Fakes;

namespace Skybridge.Tests.Drsr.Drs;

public class LinkedValueTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Memberships_come_behind_the_objects_with_their_stamps()
    {
        await using var dc = new FakeDomainController();
        dc.Service = dc.Service with { MaxObjects = 2 };
        var (anna, bert) = (dc.Directory.AddUser("anna", "P@ssw0rd-1"), dc.Directory.AddUser("bert", "P@ssw0rd-2"));
        var group = dc.Directory.AddGroup("Sales");
        dc.Directory.AddMembers(group, anna, bert, group);
        dc.Directory.RemoveMember(group, bert);

        var (values, _) = await ReadAsync(dc, null);

        Assert.Equal(3, values.Count);
        Assert.All(values, value => Assert.Equal((group.Name, AttributeType.Member), (value.Holder, value.Attribute)));
        var byMember = values.ToDictionary(value => value.Target.ObjectGuid);
        Assert.Equal((true, false), (byMember[anna.Guid].IsPresent, byMember[bert.Guid].IsPresent));
        var stored = dc.Directory.Links.Single(link => link.Member == bert.Guid);
        Assert.Equal((stored.Stamp, 2u), (byMember[bert.Guid].Metadata, byMember[bert.Guid].Metadata.Version));
        Assert.Equal(stored.Created, byMember[bert.Guid].Created);
        Assert.Equal(anna.Sid!.Text, byMember[anna.Guid].Target.Sid?.Text);
    }

    [Fact]
    public async Task A_change_of_a_membership_is_no_object_and_one_value()
    {
        await using var dc = new FakeDomainController();
        var anna = dc.Directory.AddUser("anna", "P@ssw0rd-1");
        var group = dc.Directory.AddGroup("Sales");
        var (_, cursor) = await ReadAsync(dc, null);

        dc.Directory.AddMembers(group, anna);
        var (values, end) = await ReadAsync(dc, cursor);
        var (nothing, _) = await ReadAsync(dc, end);

        Assert.Equal(anna.Guid, Assert.Single(values).Target.ObjectGuid);
        Assert.Empty(nothing);
    }

    [Fact]
    public async Task A_group_by_itself_has_all_of_its_members()
    {
        await using var dc = new FakeDomainController();
        var group = dc.Directory.AddGroup("Sales");
        dc.Directory.AddMembers(group, dc.Directory.AddUser("anna", "P@ssw0rd-1"), dc.Directory.AddUser("bert", "P@ssw0rd-2"));
        await using var drs = await dc.ConnectAsync(Token);

        using var page = await drs.ReplicateObjectAsync(group.Name, [AttributeType.Member], Token);

        Assert.Equal(2, page!.LinkedValues.Count);
    }

    [Fact]
    public void A_count_that_nothing_stands_behind_takes_no_memory()
    {
        var writer = new NdrWriter().WriteUInt32(900_000);

        Assert.Throws<NdrException>(() =>
        {
            var reader = new NdrReader(writer.Stub.Span);
            LinkedValueReader.Read(ref reader, 6, 900_000, PrefixTable.Identity);
        });
    }

    static async Task<(List<LinkedValue> Values, ReplicationCursor Cursor)> ReadAsync(FakeDomainController dc, ReplicationCursor? cursor)
    {
        await using var drs = await dc.ConnectAsync(Token);
        var request = new ReplicationRequest { NamingContext = dc.Directory.Head.Name, Attributes = [AttributeType.ObjectClass, AttributeType.Member], Cursor = cursor };
        var values = new List<LinkedValue>();
        ReplicationCursor? reached = null;
        await foreach (var page in drs.ReplicateAsync(request, Token))
        {
            using (page)
            {
                values.AddRange(page.LinkedValues);
                reached = page.Cursor;
            }
        }

        return (values, reached!);
    }
}
