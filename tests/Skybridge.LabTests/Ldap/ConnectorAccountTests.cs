using System.Text;
using Skybridge.Cryptography;
using Skybridge.Drsr.Rpc;
using Skybridge.Drsr.Security;
using Skybridge.Lab.ActiveDirectory;
using Skybridge.Lab.Domains;
using Skybridge.Lab.Wire;
using Skybridge.Ldap;
using Skybridge.Ldap.Rights;

namespace Skybridge.LabTests.Ldap;

/// <summary>An account made over LDAP in a real directory: what it is, what it may, and that nothing else has changed, before and after its end.</summary>
public class ConnectorAccountTests(LabRun lab)
{
    const string Descriptor = "nTSecurityDescriptor";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_made_may_replicate_and_is_gone_again_as_if_it_had_never_been()
    {
        await using var domain = await lab.OwnAsync("connector-account");
        await domain.StartAsync(Token);
        var before = await DescriptorAsync(domain);
        await using var connection = await ConnectAsync(domain, ServiceAccounts.AdministratorName, domain.Accounts.AdministratorPassword);
        var account = new ConnectorAccount(domain.Options.BaseDn);
        var grant = new ReplicationGrant(domain.Options.BaseDn);
        Assert.Null(await account.FindObstacleAsync(connection, create: true, Token));
        const string name = "# sync (ü) & #1";

        using (var password = await account.CreateAsync(connection, name, "Made by a test; says, why", Token))
        {
            Assert.Equal([ReplicationGrant.Changes, ReplicationGrant.ChangesAll], await grant.AddAsync(connection, account.Sid, Token));
            Assert.Empty(await new ReplicationGrant(domain.Options.BaseDn).AddAsync(connection, account.Sid, Token));

            var read = await SambaReplication.RunAsync(domain, name, Encoding.UTF8.GetString(password.Span), [SambaReplication.UnicodePwd], new() { Kerberos = true }, Token);
            Assert.True(read.Passwords > 0);
        }

        Assert.Equal(ReplicationRights.Changes | ReplicationRights.ChangesAll, await domain.Directory.GetReplicationRightsAsync(name, cancellationToken: Token));
        var made = await domain.Directory.ReadAsync(name, cancellationToken: Token);
        Assert.Equal(0x110200, made!.Number("userAccountControl"));
        Assert.Equal(24, made.Number("msDS-SupportedEncryptionTypes"));
        Assert.Equal("Made by a test; says, why", made.Text("description"));
        await Assert.ThrowsAsync<LdapException>(() => new ConnectorAccount(domain.Options.BaseDn).CreateAsync(connection, name, "again", Token));

        await grant.TakeBackAsync(connection, Token);
        await account.RemoveAsync(connection, Token);

        Assert.Equal(before, await DescriptorAsync(domain));
        Assert.Null(await domain.Directory.ReadAsync(name, cancellationToken: Token));
    }

    [Fact]
    public async Task Whoever_may_not_is_told_so_and_nothing_has_changed()
    {
        var domain = await lab.NorthAsync();
        var before = await DescriptorAsync(domain);
        await using var connection = await ConnectAsync(domain, ServiceAccounts.Powerless, domain.Accounts.PowerlessPassword);
        var account = new ConnectorAccount(domain.Options.BaseDn);

        Assert.True(await account.FindAsync(connection, ServiceAccounts.Powerless, Token));
        Assert.Equal($"change the access list of {domain.Options.BaseDn}", await account.FindObstacleAsync(connection, create: true, Token));
        var grant = await Assert.ThrowsAsync<LdapException>(() => new ReplicationGrant(domain.Options.BaseDn).AddAsync(connection, account.Sid, Token));
        var create = await Assert.ThrowsAsync<LdapException>(() => new ConnectorAccount(domain.Options.BaseDn).CreateAsync(connection, "made-by-nobody", "nobody", Token));

        Assert.Equal((LdapResultCode.InsufficientAccessRights, LdapResultCode.InsufficientAccessRights), (grant.Code, create.Code));
        Assert.Equal(before, await DescriptorAsync(domain));
    }

    /// <summary>Names that end a filter or a distinguished name for whoever writes them as they are.</summary>
    [Theory]
    [InlineData("*")]
    [InlineData("x)(objectClass=*")]
    [InlineData("nobody,CN=Users")]
    public async Task A_name_is_only_a_name(string name)
    {
        var domain = await lab.NorthAsync();
        await using var connection = await ConnectAsync(domain, ServiceAccounts.Powerless, domain.Accounts.PowerlessPassword);

        Assert.False(await new ConnectorAccount(domain.Options.BaseDn).FindAsync(connection, name, Token));
    }

    static async Task<string> DescriptorAsync(SambaDomainController domain) =>
        Convert.ToHexString((await domain.Directory.ReadAsync(domain.Options.BaseDn, [Descriptor], cancellationToken: Token))!.Bytes(Descriptor)!.Value.Span);

    static async Task<LdapConnection> ConnectAsync(SambaDomainController domain, string user, string password)
    {
        var host = domain.Options.Address.ToString();
        using var login = new KerberosLogin(
            KerberosCredential.Password(user, domain.Options.Realm, new SecretBytes(Encoding.UTF8.GetBytes(password))),
            new KerberosOptions { Realm = domain.Options.Realm, KeyDistributionCenters = [host] });
        return await LdapConnection.ConnectAsync(host, domain.Options.FullHostName, login, new RpcOptions(), Token);
    }
}
