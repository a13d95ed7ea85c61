using Skybridge.Lab.Domains;

namespace Skybridge.LabTests.ActiveDirectory;

/// <summary>Deleted people come back: as they were with the Recycle Bin, and without their password without it.</summary>
public class RestoreTests(LabRun lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_the_recycle_bin_the_identity_comes_back_alone()
    {
        await using var domain = await StartAsync("tombstone");
        var added = await domain.Directory.AddUserAsync("back", "back@north.example", "Back-1", Token);

        await domain.Directory.DeleteAsync("back", Token);
        var restored = await domain.Directory.RestoreAsync(added.ObjectGuid, Token);
        var found = await domain.Directory.ReadAsync(added.Dn, ["unicodePwd"], cancellationToken: Token);

        Assert.Equal(added, restored);
        Assert.Null(found!.Bytes("unicodePwd"));
        Assert.Null(found.Text("userPrincipalName"));
    }

    [Fact]
    public async Task With_the_recycle_bin_the_password_comes_back_too()
    {
        await using var domain = await StartAsync("recycle-bin");
        await domain.Directory.EnableRecycleBinAsync(Token);
        await domain.Directory.EnableRecycleBinAsync(Token);
        await domain.Directory.EnsureOuAsync(["Sales, West"], Token);
        var added = await domain.Directory.AddAsync(
            new() { Name = "Back, again", User = "back", Upn = "back@north.example", Password = "Back-1", Parent = ["Sales, West"] }, Token);

        await domain.Directory.DeleteAsync("back", Token);
        var gone = await domain.Kerberos.TryAsync("back", "Back-1", Token);
        var deleted = await domain.Directory.ReadAsync(added.ObjectGuid.ToString(), deleted: true, cancellationToken: Token);
        var restored = await domain.Directory.RestoreAsync(added.ObjectGuid, Token);

        Assert.False(gone.Accepted);
        Assert.Equal("TRUE", deleted!.Text("isDeleted"));
        Assert.Equal(added, restored);
        Assert.True((await domain.Kerberos.TryAsync("back@north.example", "Back-1", Token)).Accepted);
        Assert.True((await domain.Ldap.TryAsync(added.Dn, "Back-1", Token)).Accepted);
    }

    async Task<SambaDomainController> StartAsync(string name)
    {
        var domain = await lab.OwnAsync(name);
        await domain.StartAsync(Token);
        return domain;
    }
}
