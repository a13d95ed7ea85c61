using Skybridge.Contract;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Engine;
using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>Rules that mean other people without being changed: containers get other names, groups other members, people other attributes.</summary>
public class ScopeMeaningTests
{
    const string Staff = "OU=Staff,DC=corp,DC=example";

    [Fact]
    public async Task A_container_is_meant_under_its_new_name_and_nobody_leaves_meanwhile()
    {
        await using var rig = new Rig(Rig.Impatient with { Scope = new ScopeRules { Include = [Staff] } });
        var house = rig.Directory.AddContainer("OU=Staff", rig.Directory.Head);
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-1", house);
        var bert = rig.Directory.AddUser("bert", "P@ssw0rd-2");
        await rig.SyncAsync();
        Assert.Null(rig.Cloud.Find(bert.Guid));

        rig.Directory.Move(house, "OU=Crew");
        await rig.SyncAsync();
        rig.Directory.SetPassword(anna, "P@ssw0rd-3");
        await rig.SyncAsync();

        Assert.Null(rig.Cloud.Find(anna.Guid)!.Removed);
        Assert.True(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-3"));

        // Another one under the old name is another one.
        var impostor = rig.Directory.AddContainer("OU=Staff", rig.Directory.Head);
        var carl = rig.Directory.AddUser("carl", "P@ssw0rd-4", impostor);
        await rig.SyncAsync();
        Assert.Equal("below none of the included containers (OU=Crew,DC=corp,DC=example (set as OU=Staff,DC=corp,DC=example))", rig.State(carl).Rule);
    }

    [Fact]
    public async Task A_scope_that_changed_while_staging_counts_when_the_agent_is_active_again()
    {
        var (narrow, wide) = (Rig.Impatient with { Scope = new ScopeRules { Include = [Staff] } }, Rig.Impatient);
        await using var rig = new Rig(narrow);
        var house = rig.Directory.AddContainer("OU=Staff", rig.Directory.Head);
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-1", house);
        var bert = rig.Directory.AddUser("bert", "P@ssw0rd-2");
        await rig.SyncAsync();

        rig.Restart(wide with { Mode = SyncMode.Staging });
        await rig.SyncAsync();
        rig.Restart(wide);
        await rig.SyncAsync();
        Assert.True(rig.Cloud.Takes(bert.Guid, "P@ssw0rd-2"));

        rig.Restart(narrow with { Mode = SyncMode.Staging });
        Assert.Equal(1, (await rig.CycleAsync()).DeletionsWaiting);
        rig.Restart(narrow);
        await rig.SyncAsync();
        Assert.Equal(RemovalReason.OutOfScope, rig.Cloud.Find(bert.Guid)!.Removed);
        Assert.True(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-1"));
    }

    [Fact]
    public async Task Members_of_a_group_and_of_groups_within_it_are_meant_from_the_cycle_on_that_brings_them()
    {
        await using var rig = new Rig(Rig.Impatient with { Scope = new ScopeRules { IncludeGroups = ["CN=Outer,OU=People,DC=corp,DC=example"] } });
        var (outer, inner) = (rig.Directory.AddGroup("Outer"), rig.Directory.AddGroup("Inner"));
        var (anna, bert) = (rig.Directory.AddUser("anna", "P@ssw0rd-1"), rig.Directory.AddUser("bert", "P@ssw0rd-2"));
        rig.Directory.AddMembers(outer, inner);
        rig.Directory.AddMembers(inner, outer, anna);
        await rig.SyncAsync();
        Assert.True(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-1"));
        Assert.Null(rig.Cloud.Find(bert.Guid));

        rig.Directory.AddMembers(outer, bert);
        rig.Directory.RemoveMember(inner, anna);
        await rig.SyncAsync();

        Assert.True(rig.Cloud.Takes(bert.Guid, "P@ssw0rd-2"));
        Assert.Equal(RemovalReason.OutOfScope, rig.Cloud.Find(anna.Guid)!.Removed);
    }

    [Fact]
    public async Task An_attribute_that_was_never_read_is_read_once_and_decides_nobody_out_before()
    {
        await using var rig = new Rig();
        var (anna, bert) = (rig.Directory.AddUser("anna", "P@ssw0rd-1"), rig.Directory.AddUser("bert", "P@ssw0rd-2"));
        rig.Directory.Set(anna, PersonAttributes.OnDemand["employeeType"], "staff");
        await rig.SyncAsync();

        rig.Restart(Rig.Impatient with { Scope = new ScopeRules { Filters = [AttributeFilter.Parse("employeeType=staff")] } });
        Assert.True((await rig.CycleAsync()).IsFull);
        Assert.False((await rig.CycleAsync()).IsFull);
        Assert.Null(rig.Cloud.Find(anna.Guid)!.Removed);
        Assert.Equal(RemovalReason.OutOfScope, rig.Cloud.Find(bert.Guid)!.Removed);

        // Another condition on what is stored wants no full read.
        rig.Restart(Rig.Impatient with { Scope = new ScopeRules { ExcludePasswordFilters = [AttributeFilter.Parse("employeeType=staff")] } });
        Assert.False((await rig.CycleAsync()).IsFull);
        Assert.Equal((Reasons.PasswordSyncExcluded, null), (rig.State(anna).Reason, rig.State(bert).Reason));
        Assert.True(rig.Cloud.Takes(bert.Guid, "P@ssw0rd-2"));
        Assert.Equal(2, rig.Events(EventNumbers.ScopeChanged).Count);
    }
}
