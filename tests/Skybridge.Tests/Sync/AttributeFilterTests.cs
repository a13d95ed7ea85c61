using Skybridge.Sync.Engine;
using Skybridge.Sync.Space;

namespace Skybridge.Tests.Sync;

/// <summary>How conditions on attributes are written, and whom they mean.</summary>
public class AttributeFilterTests
{
    [Theory]
    [InlineData("mail=ANNA@corp.example", true)]
    [InlineData("mail=anna", false)]
    [InlineData("mail=anna*", true)]
    [InlineData("mail=bert*", false)]
    [InlineData("mail=*", true)]
    [InlineData("mail!=*", false)]
    [InlineData("mail!=anna@corp.example", false)]
    [InlineData("sn=*", false)]
    [InlineData("sn!=*", true)]
    [InlineData("SN!=Berg", true)]
    [InlineData(@"displayName=a\*b", true)]
    [InlineData(@"displayName=a\**", true)]
    [InlineData(@"displayName=a\*", false)]
    public void It_means_whom_it_says(string filter, bool met)
    {
        var anna = new ObjectState { ObjectGuid = Guid.NewGuid(), DistinguishedName = "CN=anna", Mail = "anna@corp.example", DisplayName = "a*b" };

        Assert.Equal(met, AttributeFilter.Parse(filter).Matches(anna));
    }

    [Theory]
    [InlineData("employeetype = staff", "employeeType=staff")]
    [InlineData("department!=R=D", "department!=R=D")]
    [InlineData(@"title=a\\b*", @"title=a\\b*")]
    [InlineData("adminDescription=*", "adminDescription=*")]
    public void It_is_written_as_it_is_read(string filter, string written)
    {
        Assert.Equal(written, AttributeFilter.Parse(filter).ToString());
        Assert.Equal(AttributeFilter.Parse(filter), AttributeFilter.Parse(written));
    }

    [Theory]
    [InlineData("department")]
    [InlineData("=Sales")]
    [InlineData("department=")]
    [InlineData("unicodePwd=*")]
    [InlineData("noSuchAttribute=1")]
    [InlineData("department!=Sal*")]
    public void What_it_cannot_mean_is_refused(string filter) => Assert.Throws<FormatException>(() => AttributeFilter.Parse(filter));
}
