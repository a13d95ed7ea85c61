using Skybridge.Lab.Domains;

namespace Skybridge.LabTests.Product;

/// <summary>The cloud is put back to a backup: agents bring what it has forgotten, without anybody's hand.</summary>
public class CloudRestoreTests(LabRun lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everybody_has_the_newest_password_again_and_who_left_is_out()
    {
        await using var stack = await ProductLab.StartAsync(lab, "cloud-restored", new() { Population = Population.Nobody }, Token);
        var (stays, changes, leaves) = (await stack.AddSignedInAsync("stays"), await stack.AddSignedInAsync("changes"), await stack.AddSignedInAsync("leaves"));
        var backup = stack.PathOf("cloud.backup");
        await stack.Cloud.CommandAsync(["backup", backup], Token);
        await changes.ResetAsync();
        await changes.SignsInAsync(changes.Current);
        var late = await stack.AddSignedInAsync("late");
        await stack.Domain.Directory.DeleteAsync(leaves.Who, Token);
        await leaves.IsRefusedAsync();

        await stack.Cloud.StopAsync(Token);
        Directory.Move(stack.Cloud.Home, stack.PathOf("cloud-before"));
        await stack.Cloud.CommandAsync(["restore", backup], Token);
        await stack.Cloud.StartAsync(Token);

        await late.SignsInAsync(); // Who came after the backup.
        await leaves.IsRefusedAsync(); // Who left after the backup.
        await stack.AgreesAsync(stays, changes, late);
        await stack.HasProblemAsync(null);
    }
}
