using Skybridge.Contract;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Engine;
using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>Who is meant beside the rules that always hold, and what a change of that does to people who did not change.</summary>
public class ScopeRulesTests
{
    [Fact]
    public async Task Whoever_leaves_the_scope_leaves_the_cloud_and_comes_back_with_the_password()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        await rig.SyncAsync();
        Assert.True(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-anna"));
        var container = rig.State(anna).DistinguishedName.Split(',', 2)[1];

        rig.Restart(Rig.Impatient with { Scope = new ScopeRules { Exclude = [container] } });
        await rig.SyncAsync();
        Assert.False(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-anna"));
        Assert.Equal((Reasons.OutOfScope, $"below {container}, which is excluded"), (rig.State(anna).Reason, rig.State(anna).Rule));
        Assert.Equal(RemovalReason.OutOfScope, rig.Cloud.Find(anna.Guid)?.Removed);

        rig.Restart(Rig.Impatient);
        await rig.SyncAsync();
        Assert.True(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-anna"));
        Assert.Equal(2, rig.Events(EventNumbers.ScopeChanged).Count);
    }

    [Fact]
    public async Task An_excluded_password_is_not_delivered_and_the_person_is()
    {
        await using var rig = new Rig(Rig.Impatient with { Scope = new ScopeRules { ExcludePasswords = ["ANNA"] } });
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        var bert = rig.Directory.AddUser("bert", "P@ssw0rd-bert");

        await rig.SyncAsync();

        Assert.NotNull(rig.Cloud.Find(anna.Guid)?.Image);
        Assert.False(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-anna"));
        Assert.True(rig.Cloud.Takes(bert.Guid, "P@ssw0rd-bert"));
        Assert.Equal(Reasons.PasswordSyncExcluded, rig.State(anna).Reason);
    }

    [Theory]
    [InlineData("OU=Staff,DC=corp,DC=example", true)]
    [InlineData("ou=staff,dc=corp,dc=example", true)]
    [InlineData("OU=aff,DC=corp,DC=example", false)]
    [InlineData("DC=corp,DC=example", true)]
    public void Below_means_below_a_whole_name(string container, bool included)
    {
        const string Anna = @"CN=Berg\, Anna,OU=Sales,OU=Staff,DC=corp,DC=example";

        Assert.Equal(included, EffectiveScope.Of(new ScopeRules { Include = [container] }).FindPlaceExclusion(Anna) is null);
        Assert.Equal(included, EffectiveScope.Of(new ScopeRules { Exclude = [container] }).FindPlaceExclusion(Anna) is not null);
    }
}
