using Skybridge.Lab.OpenId;
using Skybridge.Lab.People;

namespace Skybridge.LabTests.Product;

/// <summary>Who is there, and who comes.</summary>
public class NewPeopleTests(LabRun lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_awkward_people_fare_as_their_file_says()
    {
        var stack = await lab.ProductAsync();

        var answers = await Task.WhenAll(stack.Domain.People.Select(async person => (person, await stack.Client.SignInAsync(person.Upn, person.Password, Token))));

        Assert.All(answers, answer =>
        {
            var (person, result) = answer;
            if (person.Expect is Expectation.SignsIn)
                Assert.Equal(person.User, ProductPerson.Claim(Assert.IsType<SignInResult.Accepted>(result), "onprem_sam_account_name"));
            else
                Assert.IsType<SignInResult.Refused>(result);
        });
    }

    [Fact]
    public async Task Somebody_new_signs_in_after_one_cycle()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddAsync("brand.new");

        await stack.Agent.SyncAsync(Token);
        var accepted = Assert.IsType<SignInResult.Accepted>(await stack.Client.SignInAsync(person.Upn, person.Password, Token));

        Assert.Equal("brand.new", ProductPerson.Claim(accepted, "onprem_sam_account_name"));
        Assert.Equal(person.Upn, ProductPerson.Claim(accepted, "preferred_username"));
        Assert.False(await person.IsLetInAsync("not the password"));
    }

    [Fact]
    public async Task Somebody_new_in_a_new_organizational_unit_signs_in()
    {
        var stack = await lab.ProductAsync();
        await stack.Domain.Directory.EnsureOuAsync(["Fresh, \"unit\"", "inner+one"], Token);

        var person = await stack.AddSignedInAsync("new.in.new.ou", like => like.In("Fresh, \"unit\"", "inner+one"));

        Assert.Equal(person.Dn, (await person.InCloudAsync())!.DistinguishedName);
    }

    [Fact]
    public async Task Many_new_people_at_once_all_sign_in()
    {
        var stack = await lab.ProductAsync();
        var people = new List<ProductPerson>();
        for (var i = 0; i < 40; i++)
            people.Add(await stack.AddAsync($"crowd{i:00}"));

        await Task.WhenAll(people.Select(person => person.SignsInAsync()));

        Assert.Equal(40, (await stack.SynchronizedAsync()).Count(person => person.UserName.StartsWith("crowd", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Display_name_and_mail_reach_the_tokens()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("well.described");

        await stack.Domain.Directory.SetAttributesAsync(
            person.Who,
            new Dictionary<string, Lab.ActiveDirectory.AttributeValue>
            {
                ["displayName"] = "Ōe, \"W\" 🌉",
                ["mail"] = "w@mail.example",
                ["givenName"] = "W",
                ["sn"] = "Ōe",
            },
            Token);
        await stack.Agent.SyncAsync(Token);
        var described = await person.SignsInAsync();
        await stack.Domain.Directory.SetAttributeAsync(person.Who, "mail", default, Token);
        await stack.Agent.SyncAsync(Token);
        var without = await person.SignsInAsync();

        Assert.Equal("Ōe, \"W\" 🌉", ProductPerson.Claim(described, "name"));
        Assert.Equal("w@mail.example", ProductPerson.Claim(described, "email"));
        Assert.Equal("W", ProductPerson.Claim(described, "given_name"));
        Assert.Equal("Ōe", ProductPerson.Claim(described, "family_name"));
        Assert.Null(ProductPerson.Claim(without, "email"));
        Assert.Equal(ProductPerson.SubjectOf(described), ProductPerson.SubjectOf(without));
    }
}
