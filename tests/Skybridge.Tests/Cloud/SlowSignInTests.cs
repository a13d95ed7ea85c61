using System.Net;
using Microsoft.Extensions.Time.Testing;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>How slowing, and the least time of a failure, look from outside.</summary>
public sealed class SlowSignInTests : IAsyncLifetime
{
    const string Name = "kim@skybridge.internal";
    const string Password = "the right password";

    readonly RunningCloud _cloud = new();

    public async ValueTask InitializeAsync()
    {
        await _cloud.InitializeAsync();
        await _cloud.CliWithPasswordAsync(Password, "user", "create", "kim");
    }

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task After_ten_different_wrong_passwords_the_account_has_to_wait_and_the_page_says_when_to_try_again()
    {
        using var browser = new TestBrowser(_cloud);
        for (var i = 0; i < 10; i++)
            Assert.True((await browser.SignInAsync(Name, $"wrong {i}")).IsRefused);

        var slowed = await browser.SignInAsync(Name, Password);
        Assert.True(slowed.IsSlowed);
        Assert.Equal(TimeSpan.FromSeconds(5), slowed.RetryAfter);
        Assert.Contains("Please try again in 5 seconds.", slowed.Body);

        _cloud.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.True((await browser.SignInAsync(Name, Password)).IsIn);
    }

    [Fact]
    public async Task A_name_that_is_nobodys_is_slowed_just_the_same()
    {
        using var browser = new TestBrowser(_cloud);
        for (var i = 0; i < 10; i++)
            Assert.True((await browser.SignInAsync("nobody@skybridge.internal", $"wrong {i}")).IsRefused);

        Assert.True((await browser.SignInAsync("Nobody@skybridge.internal ", "wrong")).IsSlowed);
    }

    [Fact]
    public async Task Who_keeps_sending_the_password_from_before_is_not_slowed()
    {
        using var browser = new TestBrowser(_cloud);
        for (var i = 0; i < 50; i++)
            Assert.True((await browser.SignInAsync(Name, "the one from before")).IsRefused);

        Assert.True((await browser.SignInAsync(Name, Password)).IsIn);
    }

    [Fact]
    public async Task The_owner_gets_in_on_their_own_device_while_somebody_guesses()
    {
        using var own = new TestBrowser(_cloud);
        await own.SignInAsync(Name, Password);
        using var guesser = new TestBrowser(_cloud);
        for (var i = 0; i < 20; i++)
            await guesser.SignInAsync(Name, $"wrong {i}");

        Assert.True((await guesser.SignInAsync(Name, Password)).IsSlowed);
        Assert.True((await own.SignInAsync(Name, Password)).IsIn);
    }

    [Fact]
    public async Task A_device_is_known_after_a_restart_and_only_to_whom_it_belongs()
    {
        using var own = new TestBrowser(_cloud);
        await own.SignInAsync(Name, Password);
        await _cloud.CliWithPasswordAsync(Password, "user", "create", "ana");
        using var guesser = new TestBrowser(_cloud);
        for (var i = 0; i < 10; i++)
        {
            await guesser.SignInAsync(Name, $"wrong {i}");
            await guesser.SignInAsync("ana@skybridge.internal", $"wrong {i}");
        }

        Assert.True((await own.SignInAsync("ana@skybridge.internal", Password)).IsSlowed);
        Assert.True((await own.SignInAsync(Name, Password)).IsIn);
    }

    [Fact]
    public async Task A_slowed_account_is_recorded_without_what_was_typed()
    {
        using var browser = new TestBrowser(_cloud);
        for (var i = 0; i < 12; i++)
        {
            await browser.SignInAsync(Name, $"wrong {i}");
            await browser.SignInAsync("typed-into-the-wrong-field", $"wrong {i}");
        }

        var audit = await _cloud.CliAsync("audit", "--json");
        var slowed = audit.Json().GetProperty("entries").EnumerateArray().Where(
            entry => entry.GetProperty("action").GetString() == "account.slowed").ToList();
        Assert.Equal([Name, null], slowed.Select(entry => entry.GetProperty("target").GetString()));
        Assert.DoesNotContain("typed-into", audit.Out);
        Assert.DoesNotContain(_cloud.LogLines, line => line.Contains("typed-into") || line.Contains(Name));
        Assert.Equal(2, _cloud.LogLines.Count(line => line.Contains("has to wait")));
    }

    [Fact]
    public async Task A_failure_takes_its_time_whatever_is_wrong_and_a_success_does_not()
    {
        await using var cloud = new RunningCloud { FailureFloor = TimeSpan.FromMilliseconds(200) };
        await cloud.InitializeAsync();
        await cloud.CliWithPasswordAsync(Password, "user", "create", "kim");
        using var browser = new TestBrowser(cloud);

        foreach (var name in (string[])[Name, "nobody@skybridge.internal"])
            Assert.True(await DurationAsync(cloud.Time, browser.SignInAsync(name, "wrong")) >= cloud.FailureFloor);
        Assert.True((await browser.SignInAsync(Name, Password).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).IsIn);
    }

    // How far the cloud's clock has to go until the answer comes. The short real wait lets the server reach its own; where that takes longer, the
    // clock goes farther.
    static async Task<TimeSpan> DurationAsync(FakeTimeProvider time, Task<SignInAnswer> answer)
    {
        var step = TimeSpan.FromMilliseconds(50);
        var duration = TimeSpan.Zero;
        while (await Task.WhenAny(answer, Task.Delay(400)) != answer)
        {
            time.Advance(step);
            duration += step;
        }

        Assert.NotEqual(HttpStatusCode.TooManyRequests, (await answer).Status);
        return duration;
    }
}
