using System.Diagnostics;

namespace Skybridge.LabTests.Product;

/// <summary>A password that is changed, by whomever.</summary>
public class PasswordChangeTests(LabRun lab)
{
    // What is promised is five seconds; a busy machine may take longer, and the bench looks at the clock.
    static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Set_by_an_administrator()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("reset.by.admin");

        var fresh = await person.ResetAsync();
        var started = Stopwatch.GetTimestamp();
        await person.SignsInAsync(fresh);

        Assert.True(Stopwatch.GetElapsedTime(started) < Generous);
        Assert.False(await person.IsLetInAsync());
    }

    [Fact]
    public async Task Changed_by_its_owner_over_the_wire()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("changed.by.owner");
        var fresh = ProductLab.NewPassword();

        var changed = await stack.Domain.Kerberos.ChangePasswordAsync(person.User, person.Password, fresh, Token);

        Assert.True(changed.Accepted, changed.ToString());
        await person.SignsInAsync(fresh);
        Assert.False(await person.IsLetInAsync());
    }

    [Fact]
    public async Task Changed_twice_between_two_looks_the_last_one_counts()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("changed.twice");

        stack.Agent.Suspend();
        var first = await person.ResetAsync();
        var second = await person.ResetAsync();
        stack.Agent.Resume();
        await person.SignsInAsync(second);

        Assert.False(await person.IsLetInAsync(first));
        Assert.False(await person.IsLetInAsync());
    }

    [Fact]
    public async Task Changed_again_and_again()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("restless");

        var last = person.Password;
        for (var i = 0; i < 5; i++)
            await person.SignsInAsync(last = await person.ResetAsync());
        await stack.Agent.SyncAsync(Token);

        Assert.True(await person.IsLetInAsync(last));
        Assert.False(await person.IsLetInAsync());
    }

    [Fact]
    public async Task Set_to_what_it_was()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("to.and.fro");

        await person.SignsInAsync(await person.ResetAsync());
        await stack.Domain.Directory.SetPasswordAsync(person.Who, person.Password, Token);

        await person.SignsInAsync();
    }

    [Fact]
    public async Task Overridden_in_the_cloud_until_somebody_asks_for_it_again()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("reset.in.the.cloud");
        var other = ProductLab.NewPassword();

        await stack.Cloud.ResetPasswordAsync(person.Upn, other, Token);
        await person.SignsInAsync(other);
        Assert.False(await person.IsLetInAsync());
        var asked = await person.SyncAsync();

        Assert.Equal("Success", asked.Status);
        Assert.True(await person.IsLetInAsync());
        Assert.False(await person.IsLetInAsync(other));
    }

    [Fact]
    public async Task Overridden_in_the_cloud_until_it_changes_in_the_directory()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("reset.in.both");
        var other = ProductLab.NewPassword();

        await stack.Cloud.ResetPasswordAsync(person.Upn, other, Token);
        await person.SignsInAsync(other);
        var fresh = await person.ResetAsync();

        await person.SignsInAsync(fresh);
        Assert.False(await person.IsLetInAsync(other));
    }
}
