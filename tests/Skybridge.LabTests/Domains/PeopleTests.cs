using Skybridge.Lab;
using Skybridge.Lab.People;
using Skybridge.Lab.Wire;

namespace Skybridge.LabTests.Domains;

/// <summary>Each person of the people file is in Active Directory what the file says: proven by tickets and binds, not by the attributes that we wrote.</summary>
public class PeopleTests(LabRun lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<IEnumerable<TheoryDataRow<string>>> Users()
    {
        var file = await PeopleFile.LoadAsync(LabPaths.PeopleFile, CancellationToken.None);
        return file.People.Select(person => new TheoryDataRow<string>(person.User));
    }

    [Theory]
    [MemberData(nameof(Users))]
    public async Task Has_the_password_and_the_state_of_the_file(string user)
    {
        var domain = await lab.NorthAsync();
        var definition = (await PeopleFile.LoadAsync(LabPaths.PeopleFile, Token)).People.Single(one => one.User == user);
        var person = domain.People.Single(one => one.User == user);

        var kerberos = await domain.Kerberos.TryAsync(user, person.Password, Token);
        var ldap = await domain.Ldap.TryAsync(person.Dn, person.Password, Token);

        var (code, reason) = Expected(definition);
        Assert.Equal(code, kerberos.Code);
        Assert.Equal(reason, ldap.Reason);
        Assert.Equal(reason == 0, ldap.Accepted);
    }

    [Theory]
    [MemberData(nameof(Users))]
    public async Task Refuses_another_password(string user)
    {
        var domain = await lab.NorthAsync();
        var person = domain.People.Single(one => one.User == user);

        var ldap = await domain.Ldap.TryAsync(person.Dn, person.Password + "x", Token);

        Assert.False(ldap.Accepted);
    }

    [Theory]
    [MemberData(nameof(Users))]
    public async Task Is_where_and_what_the_file_says(string user)
    {
        var domain = await lab.NorthAsync();
        var definition = (await PeopleFile.LoadAsync(LabPaths.PeopleFile, Token)).People.Single(one => one.User == user);
        var person = domain.People.Single(one => one.User == user);

        var found = await domain.Directory.ReadAsync(person.Dn, cancellationToken: Token);

        Assert.NotNull(found);
        Assert.Equal(definition.Name, found.Text("cn"));
        Assert.Equal(definition.Class == "contact" ? null : user, found.Text("sAMAccountName"));
        Assert.Equal(definition.Class == "contact" ? null : definition.Upn?.Replace("{domain}", "north.example"), found.Text("userPrincipalName"));
        Assert.Contains(definition.Class, found.Attributes["objectClass"].Select(value => System.Text.Encoding.UTF8.GetString(value.Span)));
        Assert.All(definition.Ou, name => Assert.Contains($"OU={name[..1]}", found.Dn.Replace("\\", "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Upns_sign_in_too()
    {
        var domain = await lab.NorthAsync();

        foreach (var person in domain.People.Where(one => one.Expect is Expectation.SignsIn && one.User is not ("locked.out" or "password.expired")))
        {
            var answer = await domain.Kerberos.TryAsync(person.Upn, person.Password, Token);
            Assert.True(answer.Accepted, $"{person.Upn}: {answer.Code} {answer.Text}");
        }
    }

    [Fact]
    public async Task The_source_anchor_is_as_given()
    {
        var domain = await lab.NorthAsync();

        var found = await domain.Directory.ReadAsync("anchored", cancellationToken: Token);

        Assert.Equal("00112233445566778899aabbccddeeff", Convert.ToHexStringLower(found!.Bytes("mS-DS-ConsistencyGuid")!.Value.Span));
    }

    [Fact]
    public async Task The_readme_lists_everyone_as_the_file_does()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(LabPaths.Root, "../lab/README.md"), Token);
        var file = await PeopleFile.LoadAsync(LabPaths.PeopleFile, Token);

        Assert.All(file.People, person =>
            Assert.Contains($"| `{person.User}` | {(person.Expect is Expectation.SignsIn ? "signs in" : "refused")} | {person.Why} |", readme));
    }

    [Fact]
    public async Task Groups_are_nested()
    {
        var domain = await lab.NorthAsync();

        var outer = await domain.Directory.ReadAsync("everyone-who-syncs", cancellationToken: Token);
        var inner = await domain.Directory.ReadAsync("sales-west", cancellationToken: Token);

        Assert.Equal(inner!.Dn, outer!.Text("member"));
        Assert.Equal(domain.People.Single(person => person.User == "ada.lovelace").Dn, inner.Text("member"));
    }

    /// <summary>What the KDC and LDAP say to the password of the file.</summary>
    static (int Kerberos, int Ldap) Expected(PersonDefinition person) => (person.Class, person.States is [var state, ..] ? state : "") switch
    {
        ("contact", _) => (KerberosAnswer.UnknownName, LdapAnswer.NoAccount),
        (_, "disabled") => (KerberosAnswer.Revoked, LdapAnswer.AccountDisabled),
        (_, "expired") => (KerberosAnswer.Revoked, LdapAnswer.AccountExpired),
        (_, "locked-out") => (KerberosAnswer.Revoked, LdapAnswer.LockedOut),
        (_, "must-change") => (KerberosAnswer.PasswordExpired, LdapAnswer.MustChange),
        (_, "password-expired") => (KerberosAnswer.PasswordExpired, LdapAnswer.PasswordExpired),
        (_, "no-password") => (KerberosAnswer.NoKey, LdapAnswer.WrongPassword),
        (_, "smart-card-required") => (KerberosAnswer.WrongPassword, LdapAnswer.WrongPassword),
        _ => (0, 0),
    };
}
