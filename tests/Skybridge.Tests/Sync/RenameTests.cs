using Skybridge.Contract;
using Skybridge.Drsr.Drs;
using Skybridge.Sync.Space;
using Skybridge.Tests.Fakes;
using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>Renaming a container replicates the container only: what is below gets its new names from the agent.</summary>
public class RenameTests
{
    [Fact]
    public async Task The_names_below_a_renamed_container_change_with_it()
    {
        await using var rig = new Rig();
        var unit = rig.Directory.AddContainer("OU=North");
        var inner = rig.Directory.AddContainer("OU=Inner", unit);
        var (anna, bert) = (rig.Directory.AddUser("anna", "P@ssw0rd-1", inner), rig.Directory.AddUser("bert", "P@ssw0rd-2"));
        await rig.SyncAsync();

        rig.Directory.Move(unit, "OU=South");
        await rig.SyncAsync();

        AssertNamed(rig, anna, "CN=anna,OU=Inner,OU=South,DC=corp,DC=example");
        AssertNamed(rig, bert, "CN=bert,OU=People,DC=corp,DC=example");
        Assert.Equal("OU=Inner,OU=South,DC=corp,DC=example", rig.State(inner).DistinguishedName);
        Assert.Equal(1, rig.Cloud.Verifiers(anna.Guid));
    }

    [Fact]
    public async Task Containers_renamed_one_in_the_other_in_one_cycle_both_count()
    {
        await using var rig = new Rig();
        var unit = rig.Directory.AddContainer("OU=North");
        var inner = rig.Directory.AddContainer("OU=Inner", unit);
        var (anna, bert) = (rig.Directory.AddUser("anna", "P@ssw0rd-1", inner), rig.Directory.AddUser("bert", "P@ssw0rd-2", unit));
        await rig.SyncAsync();

        rig.Directory.Move(unit, "OU=South");
        rig.Directory.Move(inner, "OU=Outer", unit);
        await rig.SyncAsync();

        AssertNamed(rig, anna, "CN=anna,OU=Outer,OU=South,DC=corp,DC=example");
        AssertNamed(rig, bert, "CN=bert,OU=South,DC=corp,DC=example");
    }

    [Fact]
    public async Task Whoever_comes_below_the_name_that_became_free_keeps_theirs()
    {
        await using var rig = new Rig();
        var unit = rig.Directory.AddContainer("OU=Sales");
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-1", unit);
        await rig.SyncAsync();

        rig.Directory.Move(unit, "OU=Sales-old");
        var bert = rig.Directory.AddUser("bert", "P@ssw0rd-2", rig.Directory.AddContainer("OU=Sales"));
        await rig.SyncAsync();

        AssertNamed(rig, anna, "CN=anna,OU=Sales-old,DC=corp,DC=example");
        AssertNamed(rig, bert, "CN=bert,OU=Sales,DC=corp,DC=example");
    }

    [Fact]
    public async Task Two_containers_that_change_names_do_not_mix_their_people()
    {
        await using var rig = new Rig();
        var (north, south) = (rig.Directory.AddContainer("OU=North"), rig.Directory.AddContainer("OU=South"));
        var (anna, bert) = (rig.Directory.AddUser("anna", "P@ssw0rd-1", north), rig.Directory.AddUser("bert", "P@ssw0rd-2", south));
        await rig.SyncAsync();

        rig.Directory.Move(north, "OU=Between");
        rig.Directory.Move(south, "OU=North");
        rig.Directory.Move(north, "OU=South");
        await rig.SyncAsync();

        AssertNamed(rig, anna, "CN=anna,OU=South,DC=corp,DC=example");
        AssertNamed(rig, bert, "CN=bert,OU=North,DC=corp,DC=example");
    }

    [Fact]
    public async Task A_name_that_changes_only_its_case_reaches_everybody_below()
    {
        await using var rig = new Rig();
        var unit = rig.Directory.AddContainer("OU=north");
        var people = Enumerable.Range(1, DeliveryBatch.MaxChanges + 50).Select(i => rig.Directory.AddUser($"p{i}", "P@ssw0rd", unit)).ToList();
        people.ForEach(one => rig.Directory.Set(one, AttributeType.UserAccountControl, 0x202u));
        await rig.SyncAsync();

        rig.Directory.Move(unit, "OU=North");
        await rig.SyncAsync();

        Assert.All(people, one => AssertNamed(rig, one, $"CN={one.Text(AttributeType.SamAccountName)},OU=North,DC=corp,DC=example"));
    }

    [Fact]
    public async Task A_person_who_moves_is_named_anew()
    {
        await using var rig = new Rig();
        var unit = rig.Directory.AddContainer("OU=North");
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-1");
        await rig.SyncAsync();

        rig.Directory.Move(anna, "CN=anna", unit);
        await rig.SyncAsync();

        AssertNamed(rig, anna, "CN=anna,OU=North,DC=corp,DC=example");
    }

    [Fact]
    public async Task A_container_that_comes_after_its_people_changes_nothing()
    {
        await using var rig = new Rig();
        var unit = rig.Directory.AddContainer("OU=North");
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-1", unit);
        rig.Directory.Set(unit, AttributeType.Name, "North");
        rig.Dc.Service = rig.Dc.Service with { MaxObjects = 2 };

        await rig.SyncAsync();

        AssertNamed(rig, anna, "CN=anna,OU=North,DC=corp,DC=example");
        Assert.Equal(ObjectKind.Container, rig.State(unit).Kind);
    }

    static void AssertNamed(Rig rig, FakeObject one, string name)
    {
        Assert.Equal(name, rig.State(one).DistinguishedName);
        Assert.Equal(name, rig.Cloud.Find(one.Guid)?.Image?.DistinguishedName);
    }
}
