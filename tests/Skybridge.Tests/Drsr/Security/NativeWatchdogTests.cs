using Microsoft.Extensions.Time.Testing;
using Skybridge.Drsr.Security;
using Skybridge.Tests.Fakes;

namespace Skybridge.Tests.Drsr.Security;

/// <summary>A library call that blocks, and whoever waits for it.</summary>
public sealed class NativeWatchdogTests : IDisposable
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // One realm per test: what hangs in one must not hold up another.
    readonly string _realm = $"{Guid.NewGuid():N}.EXAMPLE";
    readonly FakeTimeProvider _time = new();
    readonly ManualResetEventSlim _library = new();

    public void Dispose()
    {
        _library.Set();
        _library.Dispose();
    }

    [Fact]
    public async Task A_result_in_time_is_given()
    {
        var ticket = new Ticket();

        Assert.Same(ticket, await RunAsync(() => ticket));

        Assert.False(ticket.IsDisposed);
    }

    [Fact]
    public async Task An_error_in_time_is_given()
    {
        var error = new KerberosException(KerberosFailure.PasswordWrong, "No.", 24);

        Assert.Same(error, await Assert.ThrowsAsync<KerberosException>(() => RunAsync(() => throw error)));
    }

    [Fact]
    public async Task The_call_has_a_thread_of_its_own()
    {
        Assert.True((await RunAsync(() => new Ticket { IsOnPoolThread = Thread.CurrentThread.IsThreadPoolThread })) is { IsOnPoolThread: false });
    }

    [Fact]
    public async Task A_call_that_blocks_is_given_up_after_the_time_limit_and_its_result_disposed_when_it_comes()
    {
        var ticket = new Ticket();

        var waiting = RunAsync(() => Block(ticket));
        var waited = await _time.AdvanceUntilAsync(waiting);

        var error = await Assert.ThrowsAsync<KerberosException>(() => waiting);
        Assert.Equal(KerberosFailure.TimedOut, error.Failure);
        Assert.True(error.IsTransient);
        Assert.True(waited >= Limit);
        Assert.False(ticket.IsDisposed);
        _library.Set();
        await ticket.Disposed.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_call_that_blocks_is_given_up_at_once_when_cancelled()
    {
        var ticket = new Ticket();
        using var stop = new CancellationTokenSource();

        var waiting = RunAsync(() => Block(ticket), stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        _library.Set();
        await ticket.Disposed.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task While_one_hangs_no_other_is_begun_for_that_realm()
    {
        var ticket = new Ticket();
        var waiting = RunAsync(() => Block(ticket));
        await _time.AdvanceUntilAsync(waiting);
        await Assert.ThrowsAsync<KerberosException>(() => waiting);
        var begun = false;

        var error = await Assert.ThrowsAsync<KerberosException>(() => RunAsync(() =>
        {
            begun = true;
            return new Ticket();
        }));

        Assert.Equal(KerberosFailure.TimedOut, error.Failure);
        Assert.False(begun);
        Assert.NotNull(await NativeWatchdog.RunAsync("OTHER.EXAMPLE", "Elsewhere", () => new Ticket(), Limit, _time, TestContext.Current.CancellationToken));
        _library.Set();
        await ticket.Disposed.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.NotNull(await RunAsync(() => new Ticket()));
    }

    [Fact]
    public async Task While_one_of_two_hangs_no_other_is_begun_though_the_later_one_has_come_back()
    {
        using var second = new ManualResetEventSlim();
        var (slow, quick) = (new Ticket(), new Ticket());
        var first = RunAsync(() => Block(slow));
        var later = RunAsync(() =>
        {
            second.Wait();
            return quick;
        });
        await _time.AdvanceUntilAsync(Task.WhenAll(Quietly(first), Quietly(later)));
        second.Set();
        await quick.Disposed.WaitAsync(Patience, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<KerberosException>(() => RunAsync(() => new Ticket()));

        _library.Set();
        await slow.Disposed.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.NotNull(await RunAsync(() => new Ticket()));
    }

    [Fact]
    public async Task Nothing_is_begun_for_who_has_cancelled_already()
    {
        var begun = false;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(
            () =>
            {
                begun = true;
                return new Ticket();
            },
            new CancellationToken(canceled: true)));

        Assert.False(begun);
    }

    Task<Ticket> RunAsync(Func<Ticket> call, CancellationToken? cancellationToken = null) =>
        NativeWatchdog.RunAsync(_realm, "Logging in", call, Limit, _time, cancellationToken ?? TestContext.Current.CancellationToken);

    Ticket Block(Ticket ticket)
    {
        _library.Wait();
        return ticket;
    }

    [Fact]
    public async Task An_error_that_comes_too_late_disturbs_nobody()
    {
        using var failed = new ManualResetEventSlim();
        var waiting = RunAsync(() =>
        {
            _library.Wait();
            failed.Set();
            throw new KerberosException(KerberosFailure.Other, "Too late.");
        });
        await _time.AdvanceUntilAsync(waiting);
        await Assert.ThrowsAsync<KerberosException>(() => waiting);

        _library.Set();
        failed.Wait(TestContext.Current.CancellationToken);
    }

    static async Task Quietly(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    sealed class Ticket : IDisposable
    {
        readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Disposed => _disposed.Task;

        public bool IsDisposed => _disposed.Task.IsCompleted;

        public bool IsOnPoolThread { get; init; }

        public void Dispose() => _disposed.SetResult();
    }
}
