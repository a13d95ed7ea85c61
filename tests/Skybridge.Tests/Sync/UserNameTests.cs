using Skybridge.Drsr.Drs;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Space;
using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>What people are called by at sign-in, and what happens when another attribute is chosen.</summary>
public class UserNameTests
{
    static readonly ObjectState Anna = new()
    {
        ObjectGuid = Guid.NewGuid(), DistinguishedName = "CN=Anna,DC=corp,DC=example", SamAccountName = "anna", UserPrincipalName = "anna@corp.example", Mail = "anna.adler@post.example",
    };

    [Theory]
    [InlineData("userPrincipalName", "anna@corp.example")]
    [InlineData("mail", "anna.adler@post.example")]
    [InlineData("sAMAccountName", "anna@corp.example")]
    [InlineData("employeeID", "anna@corp.example")]
    public void The_chosen_attribute_names_a_person(string attribute, string name) => Assert.Equal(name, UserNames.Of(Anna, attribute, "corp.example"));

    [Fact]
    public void Who_lacks_it_is_called_by_what_there_is()
    {
        Assert.Equal("anna@corp.example", UserNames.Of(Anna with { Mail = " " }, "mail", "corp.example"));
        Assert.Equal("anna@corp.example", UserNames.Of(Anna with { Mail = null, UserPrincipalName = null }, "mail", "corp.example"));
        Assert.Equal("sales@corp.example", UserNames.Of(Anna with { Mail = " sales " }, "mail", "corp.example"));
    }

    [Theory]
    [InlineData("MAIL", "mail")]
    [InlineData("samaccountname", "sAMAccountName")]
    [InlineData("unicodePwd", null)]
    [InlineData("", null)]
    public void Only_texts_that_people_have_one_of_can_be_chosen(string attribute, string? found) => Assert.Equal(found, PersonAttributes.Find(attribute));

    [Fact]
    public async Task Another_attribute_renames_everybody_without_reading_the_directory_again()
    {
        await using var rig = new Rig();
        var (anna, bert) = (rig.Directory.AddUser("anna", "P@ssw0rd-1"), rig.Directory.AddUser("bert", "P@ssw0rd-2"));
        rig.Directory.Set(anna, AttributeType.Mail, "anna.adler@post.example");
        await rig.SyncAsync();
        Assert.Equal("anna@corp.example", rig.Cloud.Find(anna.Guid)!.Image!.UserName);
        var read = rig.SingleReads;

        rig.Restart(Rig.Impatient with { UserNameAttribute = PersonAttributes.Mail });
        await rig.SyncAsync();

        Assert.Equal("anna.adler@post.example", rig.Cloud.Find(anna.Guid)!.Image!.UserName);
        Assert.Equal("bert@corp.example", rig.Cloud.Find(bert.Guid)!.Image!.UserName);
        Assert.True(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-1"));
        Assert.Equal(read, rig.SingleReads);
        Assert.Equal("People of corp.example sign in with mail from now on: everybody known was decided on anew.", Assert.Single(rig.Events(EventNumbers.ScopeChanged)).Text);

        // A change of the attribute is a change of the name; and there is a way back.
        rig.Directory.Set(bert, AttributeType.Mail, "bert@post.example");
        await rig.SyncAsync();
        Assert.Equal("bert@post.example", rig.Cloud.Find(bert.Guid)!.Image!.UserName);
        rig.Restart(Rig.Impatient);
        await rig.SyncAsync();
        Assert.Equal("bert@corp.example", rig.Cloud.Find(bert.Guid)!.Image!.UserName);
    }

    [Fact]
    public async Task An_attribute_that_was_not_read_before_is_read_for_it()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-1");
        rig.Directory.Set(anna, PersonAttributes.OnDemand["employeeID"], "4711");
        await rig.SyncAsync();

        rig.Restart(Rig.Impatient with { UserNameAttribute = "employeeID" });
        await rig.SyncAsync();

        Assert.Equal("4711@corp.example", rig.Cloud.Find(anna.Guid)!.Image!.UserName);
    }
}
