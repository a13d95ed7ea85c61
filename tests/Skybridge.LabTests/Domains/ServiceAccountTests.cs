using Skybridge.Lab.ActiveDirectory;
using Skybridge.Lab.Domains;
using Skybridge.Lab.Wire;

namespace Skybridge.LabTests.Domains;

/// <summary>The connector account can do what it must and nothing else, as Samba's own replication client finds.</summary>
public class ServiceAccountTests(LabRun lab)
{
    const int AccessDenied = 8453;
    static readonly uint[] WithSecrets = [SambaReplication.UnicodePwd, SambaReplication.SamAccountName];
    static readonly uint[] WithoutSecrets = [SambaReplication.SamAccountName];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_connector_account_replicates_passwords()
    {
        var domain = await lab.NorthAsync();

        var result = await SambaReplication.RunAsync(
            domain, ServiceAccounts.Connector, domain.Accounts.ConnectorPassword, WithSecrets, cancellationToken: Token);

        Assert.Null(result.Error);
        Assert.InRange(result.Passwords, domain.People.Count - 5, result.Objects);
    }

    [Fact]
    public async Task The_connector_account_replicates_over_kerberos()
    {
        var domain = await lab.NorthAsync();

        var result = await SambaReplication.RunAsync(
            domain, ServiceAccounts.Connector, domain.Accounts.ConnectorPassword, WithSecrets, new() { Kerberos = true }, Token);

        Assert.Null(result.Error);
    }

    [Fact]
    public async Task The_connector_account_reads_no_other_naming_context()
    {
        var domain = await lab.NorthAsync();
        var options = new SambaReplicationOptions { NamingContext = $"CN=Configuration,{domain.Options.BaseDn}" };

        var result = await SambaReplication.RunAsync(
            domain, ServiceAccounts.Connector, domain.Accounts.ConnectorPassword, WithoutSecrets, options, Token);

        Assert.Equal(AccessDenied, result.Code);
    }

    [Fact]
    public async Task The_connector_account_is_in_no_group_and_has_exactly_two_rights()
    {
        var domain = await lab.NorthAsync();

        var account = await domain.Directory.ReadAsync(ServiceAccounts.Connector, ["memberOf", "tokenGroups"], cancellationToken: Token);
        var rights = await domain.Directory.GetReplicationRightsAsync(ServiceAccounts.Connector, cancellationToken: Token);
        var elsewhere = await domain.Directory.GetReplicationRightsAsync(ServiceAccounts.Connector, "configuration", Token);

        Assert.False(account!.Attributes.ContainsKey("memberOf"));
        Assert.Equal(ReplicationRights.Both, rights);
        Assert.Equal(ReplicationRights.None, elsewhere);
    }

    [Fact]
    public async Task The_powerless_account_replicates_nothing()
    {
        var domain = await lab.NorthAsync();

        var result = await SambaReplication.RunAsync(
            domain, ServiceAccounts.Powerless, domain.Accounts.PowerlessPassword, WithoutSecrets, cancellationToken: Token);

        Assert.Equal(AccessDenied, result.Code);
    }

    [Fact]
    public async Task Rights_come_and_go_one_by_one_and_nothing_else_changes()
    {
        var domain = await lab.NorthAsync();
        await domain.Directory.AddUserAsync("rights", "rights@north.example", "Rights-1", Token);
        var before = await AccessListAsync(domain);

        await domain.Directory.GrantReplicationAsync("rights", ReplicationRights.Changes, cancellationToken: Token);
        var plain = await SambaReplication.RunAsync(domain, "rights", "Rights-1", WithoutSecrets, cancellationToken: Token);
        var secret = await SambaReplication.RunAsync(domain, "rights", "Rights-1", WithSecrets, cancellationToken: Token);
        await domain.Directory.GrantReplicationAsync("rights", ReplicationRights.Both, cancellationToken: Token);
        var both = await SambaReplication.RunAsync(domain, "rights", "Rights-1", WithSecrets, cancellationToken: Token);
        await domain.Directory.RevokeReplicationAsync("rights", ReplicationRights.Both, cancellationToken: Token);
        var none = await SambaReplication.RunAsync(domain, "rights", "Rights-1", WithoutSecrets, cancellationToken: Token);

        Assert.Null(plain.Error);
        Assert.Equal(AccessDenied, secret.Code);
        Assert.True(both.Passwords > 0);
        Assert.Equal(AccessDenied, none.Code);
        Assert.Equal(before, await AccessListAsync(domain));
    }

    static async Task<string> AccessListAsync(SambaDomainController domain)
    {
        var head = await domain.Directory.ReadAsync(domain.Options.BaseDn, ["nTSecurityDescriptor"], cancellationToken: Token);
        return Convert.ToHexString(head!.Bytes("nTSecurityDescriptor")!.Value.Span);
    }
}
