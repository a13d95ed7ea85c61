using System.Net;
using Microsoft.Extensions.Time.Testing;
using Skybridge.Cloud.SignIn;
using Skybridge.Cryptography;

namespace Skybridge.Tests.Cloud;

/// <summary>The rules of slowing, on a clock of their own.</summary>
public sealed class ThrottleTests
{
    static readonly IPAddress Home = IPAddress.Parse("192.0.2.1");
    static readonly Guid Device = Guid.NewGuid();

    readonly FakeTimeProvider _time = new();
    readonly SignInThrottle _throttle;

    public ThrottleTests() => _throttle = new SignInThrottle(_time);

    [Fact]
    public async Task Ten_different_wrong_passwords_are_free_and_then_the_waits_grow()
    {
        for (var i = 0; i < 9; i++)
            await FailAsync("ana", $"wrong {i}");
        Assert.Equal(TimeSpan.Zero, await WaitAsync("ana"));

        var waits = new List<double>();
        for (var i = 9; i < 15; i++)
        {
            await FailAsync("ana", $"wrong {i}");
            waits.Add((await WaitAsync("ana")).TotalSeconds);
            _time.Advance(await WaitAsync("ana"));
        }

        Assert.Equal([5, 10, 20, 40, 80, 160], waits);
    }

    [Fact]
    public void Nodes_whose_clocks_differ_forgive_nothing_twice()
    {
        var (slow, fast) = (_time.GetUtcNow(), _time.GetUtcNow() + TimeSpan.FromMinutes(10));
        var failures = new Leak(TimeSpan.FromMinutes(5));
        failures.Add(20, fast);

        for (var i = 0; i < 50; i++)
            Assert.Equal(20, failures.At(i % 2 == 0 ? slow : fast));

        // Put back by more than clocks differ, it counts from there.
        var back = slow - TimeSpan.FromDays(1);
        Assert.Equal(20, failures.At(back));
        Assert.Equal(19, failures.At(back + TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public async Task A_wait_never_exceeds_a_quarter_of_an_hour()
    {
        for (var i = 0; i < 60; i++)
        {
            await FailAsync("ana", $"wrong {i}");
            Assert.InRange(await WaitAsync("ana"), TimeSpan.Zero, TimeSpan.FromMinutes(15));
            _time.Advance(await WaitAsync("ana"));
        }
    }

    [Fact]
    public async Task A_patient_guesser_gets_a_dozen_tries_an_hour()
    {
        var end = _time.GetUtcNow().AddDays(1);
        var tries = 0;
        for (; _time.GetUtcNow() < end; tries++)
        {
            await FailAsync("ana", $"wrong {tries}");
            _time.Advance(await WaitAsync("ana"));
        }

        Assert.InRange(tries, 100, 320);
    }

    [Fact]
    public async Task While_it_waits_an_account_is_not_tried_at_all()
    {
        await BlockAsync("ana");

        await using var attempt = await EnterAsync("ana");

        Assert.True(attempt.Wait > TimeSpan.Zero);
    }

    [Fact]
    public async Task The_same_wrong_password_again_and_again_counts_once()
    {
        for (var i = 0; i < 500; i++)
            await FailAsync("poller", "the old password");

        Assert.Equal(TimeSpan.Zero, await WaitAsync("poller"));
    }

    [Fact]
    public async Task The_right_password_clears_the_account()
    {
        for (var i = 0; i < 9; i++)
            await FailAsync("ana", $"wrong {i}");
        await using (var attempt = await EnterAsync("ana"))
            attempt.Succeed();

        for (var i = 0; i < 9; i++)
            await FailAsync("ana", $"wrong {i}");
        Assert.Equal(TimeSpan.Zero, await WaitAsync("ana"));
    }

    [Fact]
    public async Task Wrong_passwords_are_forgiven_one_by_one()
    {
        for (var i = 0; i < 10; i++)
            await FailAsync("ana", $"wrong {i}");
        _time.Advance(TimeSpan.FromMinutes(25));

        for (var i = 10; i < 14; i++)
            await FailAsync("ana", $"wrong {i}");
        Assert.Equal(TimeSpan.Zero, await WaitAsync("ana"));
        await FailAsync("ana", "one too many");
        Assert.NotEqual(TimeSpan.Zero, await WaitAsync("ana"));
    }

    [Fact]
    public async Task The_owner_gets_in_from_a_known_device_while_a_guesser_is_at_work()
    {
        for (var i = 0; i < 10_000; i++)
        {
            await using var guess = await EnterAsync("ana", IPAddress.Parse($"198.51.100.{i % 100}"));
            if (guess.Wait == TimeSpan.Zero)
                Fail(guess, $"guess {i}");
        }

        await using var stranger = await EnterAsync("ana");
        await using var owner = await EnterAsync("ana", device: Device);

        Assert.True(stranger.Wait > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, owner.Wait);
    }

    [Fact]
    public async Task A_known_device_has_its_own_ten_tries_and_no_more()
    {
        for (var i = 0; i < 10; i++)
            await FailAsync("ana", $"wrong {i}", device: Device);

        await using var device = await EnterAsync("ana", device: Device);
        await using var stranger = await EnterAsync("ana");

        Assert.True(device.Wait > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, stranger.Wait);
    }

    [Fact]
    public async Task A_guesser_does_not_gain_by_guessing_in_parallel()
    {
        var free = 0;
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(async () =>
        {
            await using var attempt = await EnterAsync("ana");
            if (attempt.Wait > TimeSpan.Zero)
                return;

            Interlocked.Increment(ref free);
            Fail(attempt, $"guess {i}");
        })));

        Assert.Equal(AccountCounter.FreeTries, free);
    }

    [Fact]
    public void What_one_node_counted_another_one_knows()
    {
        var now = _time.GetUtcNow();
        var (first, second) = (new AccountCounter(), new AccountCounter());
        for (var i = 0; i < AccountCounter.FreeTries; i++)
            first.Fail((ushort)(1000 + i), now);

        second.Load(first.Save());

        Assert.Equal(TimeSpan.FromSeconds(5), second.Wait(now));
        Assert.Equal((false, false), second.Fail(1000, now));
        Assert.Equal((true, false), second.Fail(7, now));
        Assert.Equal(TimeSpan.FromSeconds(10), second.Wait(now));
        Assert.Equal(now + TimeSpan.FromMinutes(55), DateTimeOffset.FromUnixTimeMilliseconds(second.Save().ExpiresAt));
        second.Succeed();
        Assert.Equal(0, second.Save().ExpiresAt);
    }

    [Fact]
    public async Task Two_hundred_different_failures_from_one_address_are_not_slowed()
    {
        for (var i = 0; i < AddressCounter.FreeTries; i++)
            await FailAsync($"person {i}", "wrong", atOnce: true);
    }

    [Fact]
    public async Task Beyond_that_an_address_gets_slots_one_after_another_and_then_429()
    {
        await SpendAddressAsync(600);
        _time.Advance(TimeSpan.FromSeconds(2));

        var attempts = Enumerable.Range(0, 10).Select(i => EnterAsync($"other {i}")).ToList();
        var (free, refused) = (attempts.Where(IsIn).ToList(), attempts.Where(attempt => attempt.IsCompleted && !IsIn(attempt)).ToList());
        _ = Assert.Single(free);
        Assert.InRange(refused.Count, 2, 5);

        foreach (var entering in attempts)
        {
            await using var attempt = await PatientlyAsync(entering);
        }

        Assert.Equal(attempts.Count - refused.Count, attempts.Count(IsIn));
    }

    [Fact]
    public async Task A_known_device_is_not_slowed_with_its_address()
    {
        await SpendAddressAsync(600);

        Assert.False(EnterAsync("somebody").IsCompleted);
        Assert.True(EnterAsync("ana", device: Device).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task People_who_get_in_speak_for_their_address_once_an_hour_each()
    {
        for (var i = 0; i < 1000; i++)
        {
            await using var attempt = await EnterAsync($"colleague {i % 100}");
            attempt.Succeed();
        }

        for (var i = 0; i < AddressCounter.FreeTries + 100; i++)
            await FailAsync($"person {i}", "wrong");

        var (first, second) = (EnterAsync("a"), EnterAsync("b"));
        Assert.True(first.IsCompletedSuccessfully && second.IsCompletedSuccessfully);
        await FailAsync("one more", "wrong");
        Assert.True(EnterAsync("c").IsCompletedSuccessfully);
        Assert.False(EnterAsync("d").IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Thousands_of_sign_ins_with_hundreds_of_refusals_among_them_are_not_slowed()
    {
        for (var i = 0; i < 3000; i++)
        {
            var task = EnterAsync($"person {i}");
            Assert.True(task.IsCompletedSuccessfully, $"Attempt {i} had to wait.");
            await using var attempt = await task;
            if (i % 6 == 0)
                Fail(attempt, "wrong");
            else
                attempt.Succeed();
        }
    }

    [Fact]
    public async Task One_ipv6_network_is_one_address()
    {
        for (var i = 0; i < AddressCounter.FreeTries + 300; i++)
            await FailAsync($"person {i}", "wrong", IPAddress.Parse($"2001:db8:0:1::{i:x}"));

        Assert.False(EnterAsync("b", IPAddress.Parse("2001:db8:0:1:ffff::1")).IsCompletedSuccessfully);
        Assert.True(EnterAsync("c", IPAddress.Parse("2001:db8:0:2::1")).IsCompletedSuccessfully);
    }

    [Fact]
    public void Memory_is_bounded_and_the_longest_unused_is_forgotten()
    {
        var map = new BoundedMap<object>(capacity: 3);
        var first = map.GetOrAdd(1, () => new object());
        var second = map.GetOrAdd(2, () => new object());
        map.GetOrAdd(3, () => new object());
        map.GetOrAdd(1, () => throw new InvalidOperationException());

        map.GetOrAdd(4, () => new object());

        Assert.Equal(3, map.Count);
        Assert.Same(first, map.GetOrAdd(1, () => new object()));
        Assert.NotSame(second, map.GetOrAdd(2, () => new object()));
    }

    Task<SignInAttempt> EnterAsync(string account, IPAddress? address = null, Guid? device = null) =>
        _throttle.EnterAsync(address ?? Home, account, device, TestContext.Current.CancellationToken);

    async Task FailAsync(string account, string password, IPAddress? address = null, Guid? device = null, bool atOnce = false)
    {
        var entering = EnterAsync(account, address, device);
        Assert.True(entering.IsCompleted || !atOnce, "The attempt had to wait.");
        await using var attempt = await PatientlyAsync(entering);
        Assert.Equal(TimeSpan.Zero, attempt.Wait);
        Fail(attempt, password);
    }

    async Task<SignInAttempt> PatientlyAsync(Task<SignInAttempt> entering)
    {
        while (!entering.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Yield();
        }

        return await entering;
    }

    static bool IsIn(Task<SignInAttempt> attempt) => attempt.IsCompletedSuccessfully && attempt.Result.Wait == TimeSpan.Zero;

    async Task<TimeSpan> WaitAsync(string account)
    {
        await using var attempt = await EnterAsync(account);
        return attempt.Wait;
    }

    static void Fail(SignInAttempt attempt, string password)
    {
        using var hash = NtHash.FromPassword(password);
        attempt.Fail(hash);
    }

    async Task BlockAsync(string account)
    {
        for (var i = 0; i < AccountCounter.FreeTries; i++)
            await FailAsync(account, $"wrong {i}");
    }

    async Task SpendAddressAsync(int failures)
    {
        for (var i = 0; i < failures; i++)
            await FailAsync($"person {i}", "wrong");
    }
}
