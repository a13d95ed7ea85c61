using Skybridge.Lab.OpenId;
using Skybridge.Lab.People;

namespace Skybridge.LabTests.Product;

/// <summary>Names of every kind reach tokens and userinfo as they stand in the directory, to the last code unit.</summary>
public class AwkwardNameTests(LabRun lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everybody_of_the_people_file_has_the_names_of_the_directory()
    {
        var stack = await lab.ProductAsync();

        foreach (var person in stack.Domain.People.Where(person => person.Expect is Expectation.SignsIn))
        {
            var accepted = await stack.SignsInAsync(person.Upn, person.Password);
            var there = await stack.Domain.Directory.ReadAsync(person.User, cancellationToken: Token);
            Says(accepted, "name", there!.Text("displayName") ?? ProductPerson.Claim(accepted, "preferred_username"));
            Says(accepted, "given_name", there.Text("givenName"));
            Says(accepted, "family_name", there.Text("sn"));
            Says(accepted, "email", there.Text("mail"));
            Says(accepted, "onprem_sam_account_name", person.User);
        }
    }

    [Theory]
    [InlineData("quotes", "\"Double\" 'single' `back` „low“ «angled»")]
    [InlineData("escapes", "Comma\\, \\\"quoted\\\" \\2C \\5C, a+b=c;d<e>#f / \\\\")]
    [InlineData("markup", "<script>alert(1)</script> &amp; {{0}} ${x} %41 %n")]
    [InlineData("emoji", "🧑‍🚀👩🏽‍🔬 𝒜 🏴󠁧󠁢󠁳󠁣󠁴󠁿")]
    [InlineData("combining", "Cafe\u0301 vs Café, A\u030a vs Å vs \u212b")]
    [InlineData("direction", "דנה \u202bكريم\u202c left \u200f right")]
    [InlineData("width", "full\u3000width\u00a0and\u200bnone")]
    [InlineData("json", "{\"name\": [\"x\"]}")]
    [InlineData("longest", null)]
    public async Task A_display_name_arrives_unchanged(string user, string? name)
    {
        var stack = await lab.ProductAsync();
        name ??= string.Concat(Enumerable.Repeat("🦊é\"\\", 52))[..255] + "終"; // 256 code units, as many as Active Directory takes.

        var person = await stack.AddSignedInAsync($"awkward.{user}", like => like.With("displayName", name));
        var accepted = await person.SignsInAsync();

        Says(accepted, "name", name);
    }

    [Fact]
    public async Task A_common_name_and_a_place_of_special_characters_arrive_as_one_distinguished_name()
    {
        var stack = await lab.ProductAsync();
        const string place = " Sales, \"West\" + East; <A> = B\\C #1 ";
        await stack.Domain.Directory.EnsureOuAsync([place], Token);
        var person = await stack.AddSignedInAsync("awkward.place", like => like.In(place));

        await stack.Domain.Directory.RenameAsync(person.Who, "#Comma, + \"Quote\" \\ <x>; = 🦊 ", Token);
        await stack.Agent.SyncAsync(Token);

        var there = await stack.Domain.Directory.ReadAsync(person.Who, cancellationToken: Token);
        Assert.Equal(there!.Dn, (await person.InCloudAsync())!.DistinguishedName);
        await person.SignsInAsync();
    }

    static void Says(SignInResult.Accepted accepted, string claim, string? value)
    {
        Assert.Equal(value, ProductPerson.Claim(accepted, claim));
        Assert.Equal(value, accepted.UserInfo.TryGetValue(claim, out var said) ? said.GetString() : null);
    }
}
