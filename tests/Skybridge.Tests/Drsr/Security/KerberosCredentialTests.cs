using Skybridge.Cryptography;
using Skybridge.Drsr.Security;

namespace Skybridge.Tests.Drsr.Security;

public class KerberosCredentialTests
{
    const string Realm = "CORP.EXAMPLE";

    [Theory]
    [InlineData("jane", "jane@CORP.EXAMPLE")]
    [InlineData(@"CORP\jane", "jane@CORP.EXAMPLE")]
    [InlineData("jane@corp.example", "jane@CORP.EXAMPLE")]
    [InlineData("jane@CORP.EXAMPLE", "jane@CORP.EXAMPLE")]
    [InlineData(@"CORP\jane@corp.example", "jane@CORP.EXAMPLE")]
    [InlineData("jane@other.example", "jane@other.example")]
    [InlineData("jane doe", "jane doe@CORP.EXAMPLE")]
    [InlineData("jörg", "jörg@CORP.EXAMPLE")]
    public void An_account_is_named_in_messages_as_its_owner_knows_it(string account, string principal)
    {
        using var credential = KerberosCredential.Keytab(account, Realm, "/etc/some.keytab");

        Assert.Equal(principal, credential.Principal);
        Assert.Equal($"credential of {principal}", credential.ToString());
    }

    [Theory]
    [InlineData("jane", "jane@CORP.EXAMPLE", false)]
    [InlineData("svc/sync", @"svc\/sync@CORP.EXAMPLE", false)]
    [InlineData(@"CORP\ja\ne", @"ja\\ne@CORP.EXAMPLE", false)]
    [InlineData("ja@ne@corp.example", @"ja\@ne@CORP.EXAMPLE", false)]
    [InlineData("jane@other.example", "jane@other.example@CORP.EXAMPLE", true)]
    [InlineData("ja/ne@other.example", @"ja\/ne@other.example@CORP.EXAMPLE", true)]
    [InlineData("ja@ne@other.example", @"ja@ne\@other.example@CORP.EXAMPLE", true)]
    public void The_library_is_given_the_realm_and_no_separator_by_accident(string account, string encoded, bool isEnterprise)
    {
        using var credential = KerberosCredential.Keytab(account, Realm, "/etc/some.keytab");

        var principal = Assert.IsType<KeytabCredential>(credential).Account;

        Assert.Equal((encoded, isEnterprise), (principal.Encode(), principal.IsEnterprise));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(@"CORP\")]
    [InlineData("@corp.example")]
    [InlineData("@other.example")]
    [InlineData("jane@")]
    public void What_names_nobody_is_refused(string account)
    {
        Assert.Throws<ArgumentException>(() => KerberosCredential.Keytab(account, Realm, "/etc/some.keytab"));
    }

    [Fact]
    public void A_realm_is_needed() => Assert.Throws<ArgumentException>(() => KerberosCredential.Keytab("jane", " ", "/etc/some.keytab"));

    [Fact]
    public void A_password_is_wiped_with_its_credential_and_never_printed()
    {
        var password = new SecretBytes("P@ssw0rd"u8);
        var memory = password.Span;
        var credential = KerberosCredential.Password("jane", Realm, password);
        Assert.DoesNotContain("P@ss", credential.ToString(), StringComparison.Ordinal);

        credential.Dispose();
        credential.Dispose();

        Assert.Equal(new byte[8], memory.ToArray());
    }

    [Fact]
    public void A_ticket_cache_names_nobody()
    {
        using var credential = KerberosCredential.TicketCache("/tmp/krb5cc");

        Assert.Equal("", credential.Principal);
    }
}
