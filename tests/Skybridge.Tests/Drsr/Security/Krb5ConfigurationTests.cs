using System.Collections.Immutable;
using Skybridge.Drsr.Security;

namespace Skybridge.Tests.Drsr.Security;

public class Krb5ConfigurationTests
{
    [Fact]
    public void It_names_every_realm_and_its_servers_in_order()
    {
        var text = Krb5Configuration.Render(new SortedDictionary<string, ImmutableArray<string>>
        {
            ["B.EXAMPLE"] = ["10.0.0.3"],
            ["A.EXAMPLE"] = ["10.0.0.10", "fd00::1", "dc2.a.example"],
        });

        Assert.Equal(
            """
            # Written by Skybridge for its own process. Changes here are lost.
            [libdefaults]
             default_realm = A.EXAMPLE
             dns_lookup_kdc = false
             dns_lookup_realm = false
             dns_canonicalize_hostname = false
             rdns = false
             udp_preference_limit = 1
             permitted_enctypes = aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha1-96
             request_timeout = 5s
            [realms]
             A.EXAMPLE = {
              kdc = 10.0.0.10
              kdc = [fd00::1]
              kdc = dc2.a.example
             }
             B.EXAMPLE = {
              kdc = 10.0.0.3
             }

            """,
            text);
    }

    /// <summary>A second try elsewhere would count a wrong password twice.</summary>
    [Fact]
    public void It_names_no_primary_server() =>
        Assert.DoesNotContain("primary_kdc", Krb5Configuration.Render(ImmutableDictionary<string, ImmutableArray<string>>.Empty), StringComparison.Ordinal);

    [Theory]
    [InlineData("10.0.0.1\n }\n EVIL = {")]
    [InlineData("dc1 # comment")]
    [InlineData("dc1}")]
    [InlineData("")]
    public void An_address_that_is_none_does_not_get_into_the_file(string address)
    {
        var configuration = new Krb5Configuration(_ => true);

        Assert.Throws<ArgumentException>(() => configuration.SetKeyDistributionCenters("CORP.EXAMPLE", [address]));
    }

    [Theory]
    [InlineData("CORP.EXAMPLE = {\n")]
    [InlineData("[realms]")]
    [InlineData("")]
    public void A_realm_that_is_none_does_not_get_into_the_file(string realm)
    {
        var configuration = new Krb5Configuration(_ => true);

        Assert.Throws<ArgumentException>(() => configuration.SetKeyDistributionCenters(realm, ["10.0.0.1"]));
    }

    [Fact]
    public void Each_version_has_a_file_of_its_own_that_only_its_owner_reads()
    {
        var paths = new List<string>();
        var configuration = new Krb5Configuration(path =>
        {
            paths.Add(path);
            return true;
        });

        configuration.SetKeyDistributionCenters("A.EXAMPLE", ["10.0.0.1"]);
        configuration.SetKeyDistributionCenters("A.EXAMPLE", ["10.0.0.1"]);
        configuration.SetKeyDistributionCenters("A.EXAMPLE", ["10.0.0.2", "10.0.0.1"]);
        configuration.SetKeyDistributionCenters("B.EXAMPLE", ["10.0.0.3"]);

        Assert.Equal(3, paths.Distinct().Count());
        Assert.Equal([false, true, true], paths.Select(File.Exists));
        Assert.Contains("10.0.0.2", File.ReadAllText(paths[2]), StringComparison.Ordinal);
        Assert.Contains("B.EXAMPLE", File.ReadAllText(paths[2]), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(paths[2]));
        Directory.Delete(Path.GetDirectoryName(paths[2])!, recursive: true);
    }

    [Fact]
    public void What_could_not_be_announced_is_announced_with_the_next_try()
    {
        var works = false;
        var announced = 0;
        var configuration = new Krb5Configuration(path =>
        {
            announced += works ? 1 : 0;
            return works;
        });
        Assert.Throws<KerberosException>(() => configuration.SetKeyDistributionCenters("A.EXAMPLE", ["10.0.0.1"]));
        works = true;

        configuration.SetKeyDistributionCenters("A.EXAMPLE", ["10.0.0.1"]);

        Assert.Equal(1, announced);
    }
}
