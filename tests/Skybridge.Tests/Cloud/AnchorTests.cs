using Skybridge.Contract;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>Two accounts that say they are the same person: <c>mS-DS-ConsistencyGuid</c> can be copied, and can be written by whoever may write the account.</summary>
public sealed class AnchorTests : IAsyncLifetime
{
    readonly RunningCloud _cloud = new();

    public ValueTask InitializeAsync() => _cloud.InitializeAsync();

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task The_first_account_is_the_person_for_as_long_as_it_is_there()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        var (first, copy) = (new TestPerson { Password = "the first one's" }, new TestPerson { Password = "the copy's", Version = 9 });
        await agent.DeliverAsync(first.Whole());
        var before = await _cloud.StoredAsync(first);

        var refused = (await agent.DeliverAsync(As(copy.Whole(), first), As(copy.PasswordOnly(), first), As(copy.Removed(), first))).Outcomes;

        Assert.Equal([RefusalReasons.AnchorTaken, RefusalReasons.AnchorTaken, null], refused.Select(outcome => outcome.Reason));
        Assert.Equal(DeliveryStatus.TargetNotExportedToDirectory, refused[0].Status);
        var after = await _cloud.StoredAsync(first);
        Assert.Equal((before.User!.Id, first.Sam, null), (after.User!.Id, after.User.SamAccountName, after.User.DeletedAt));
        Assert.True(await IsInAsync(first.UserName, first.Password));

        // Moved from one forest to another: the same person, and never with the password of the account that left.
        await agent.DeliverAsync(first.Removed());
        await agent.DeliverAsync(As(copy.ImageOnly(), first));
        Assert.Equal(before.User.Id, (await _cloud.StoredAsync(first)).User!.Id);
        Assert.False(await IsInAsync(copy.UserName, first.Password));
        var older = copy with { Version = 0 };
        await agent.DeliverAsync(As(older.PasswordOnly(), first));
        Assert.True(await IsInAsync(copy.UserName, copy.Password));
    }

    static DirectoryChange As(DirectoryChange change, TestPerson person) => change with { Anchor = person.Anchor };

    async Task<bool> IsInAsync(string userName, string password)
    {
        using var browser = new TestBrowser(_cloud);
        return (await browser.SignInAsync(userName, password)).Location == "/";
    }
}
