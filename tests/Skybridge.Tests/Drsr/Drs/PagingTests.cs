using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Rpc;
using Skybridge.Tests.Fakes;

namespace Skybridge.Tests.Drsr.Drs;

/// <summary>Cycles of several pages: where they go on, where they stop, and that no page is left behind in memory.</summary>
public class PagingTests
{
    readonly RecordingPool _pool = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    RpcOptions Options => new() { Pool = _pool };

    [Fact]
    public async Task A_cycle_goes_on_page_by_page_and_only_the_last_has_a_cursor()
    {
        await using var dc = Crowd(5);
        await using var drs = await dc.ConnectAsync(Token);
        var cursors = new List<ReplicationCursor?>();

        var cursor = await Wanted.ReadCycleAsync(drs, Wanted.Request(dc) with { MaxObjects = 3 }, page => cursors.Add(page.Cursor));

        Assert.Equal([null, null, cursor], cursors);
        Assert.Equal(dc.Directory.InvocationId, cursor.SourceInvocationId);
        Assert.Equal(new HighWatermark(dc.Directory.HighestUsn, 0, dc.Directory.HighestUsn), cursor.Watermark);
        Assert.Equal(new UpToDatenessVector([new(dc.Directory.InvocationId, dc.Directory.HighestUsn)]), cursor.Vector);
    }

    [Fact]
    public async Task Every_object_comes_and_the_head_comes_again_on_every_page()
    {
        await using var dc = Crowd(5);
        await using var drs = await dc.ConnectAsync(Token);

        var pages = await Wanted.ReadNamesAsync(drs, Wanted.Request(dc) with { MaxObjects = 3 });

        Assert.Equal([["DC=corp", "OU=People", "CN=p1"], ["DC=corp", "CN=p2", "CN=p3"], ["DC=corp", "CN=p4", "CN=p5"]], pages);
    }

    [Fact]
    public async Task Every_page_asks_for_the_same_from_where_the_last_one_ended()
    {
        await using var dc = Crowd(3);
        await using var drs = await dc.ConnectAsync(Token);
        var first = await Wanted.ReadCycleAsync(drs, Wanted.Request(dc));
        foreach (var person in dc.Directory.Objects.Skip(2))
            dc.Directory.SetPassword(person, "changed");
        var ends = new List<HighWatermark> { first.Watermark };

        await Wanted.ReadCycleAsync(drs, Wanted.Request(dc, first) with { MaxObjects = 1 }, page => ends.Add(page.Watermark));

        var asked = dc.Requests.Skip(1).ToList();
        Assert.Equal(3, asked.Count);
        Assert.Equal(ends[..3], asked.Select(request => request.From));
        Assert.All(asked, request =>
        {
            Assert.Equal(first.Vector, request.Vector);
            Assert.Equal(Wanted.Attributes.ToHashSet(), request.Attributes);
            Assert.Equal(1, request.MaxObjects);
        });
    }

    [Fact]
    public async Task A_cursor_of_another_database_is_read_to_the_end_though_it_takes_several_pages()
    {
        await using var dc = Crowd(5);
        await using var drs = await dc.ConnectAsync(Token);
        var foreign = new ReplicationCursor(Guid.NewGuid(), new HighWatermark(999_999, 0, 999_999), UpToDatenessVector.Empty);

        var pages = await Wanted.ReadNamesAsync(drs, Wanted.Request(dc, foreign) with { MaxObjects = 3 });

        Assert.Equal(3, pages.Count);
        var own = dc.Directory.InvocationId;
        Assert.Equal([foreign.SourceInvocationId, own, own], dc.Requests.Select(request => request.SourceInvocation));
    }

    [Fact]
    public async Task The_middle_of_a_cycle_means_nothing_to_a_new_connection()
    {
        await using var dc = Crowd(4);
        await using var drs = await dc.ConnectAsync(Token);
        var middle = default(HighWatermark);
        await foreach (var page in drs.ReplicateAsync(Wanted.Request(dc) with { MaxObjects = 3 }, Token))
        {
            using (page)
                middle = page.Watermark;
            break;
        }

        await using var other = await dc.ConnectAsync(Token);
        var cursor = new ReplicationCursor(dc.Directory.InvocationId, middle, UpToDatenessVector.Empty);
        var pages = await Wanted.ReadNamesAsync(other, Wanted.Request(dc, cursor) with { MaxObjects = 3 });

        Assert.Equal("OU=People", pages[0][1]);
        Assert.Equal(4, pages.SelectMany(names => names).Count(name => name.StartsWith("CN=p", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Stopping_early_leaves_no_page_behind_and_the_connection_usable()
    {
        await using var dc = Crowd(5);
        await using (var drs = await dc.ConnectAsync(Options, Token))
        {
            await foreach (var page in drs.ReplicateAsync(Wanted.Request(dc) with { MaxObjects = 2 }, Token))
            {
                page.Dispose();
                break;
            }

            _pool.AssertAllWiped();
            Assert.Equal(2, dc.Requests.Count);
            Assert.Equal(6, (await Wanted.ReadNamesAsync(drs, Wanted.Request(dc) with { MaxObjects = 2 })).Count);
        }

        _pool.AssertAllWiped();
    }

    [Fact]
    public async Task Stopping_early_while_the_server_is_silent_ends_with_the_cancellation()
    {
        await using var dc = Crowd(5);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        dc.Rpc = new() { Interrupt = step => step is { Operation: 3, Number: 2 } ? FakeAnswer.Hang : null };
        await using var drs = await dc.ConnectAsync(Options, Token);

        await foreach (var page in drs.ReplicateAsync(Wanted.Request(dc) with { MaxObjects = 2 }, stop.Token))
        {
            page.Dispose();
            await dc.Hanging;
            await stop.CancelAsync();
            break;
        }

        _pool.AssertAllWiped();
    }

    [Fact]
    public async Task A_server_that_stays_where_it_is_is_not_asked_for_ever()
    {
        await using var dc = Crowd(5);
        var page = FakeCycle.Page(dc.Directory) with { To = new(7, 0, 0), HasMore = true };
        dc.Rpc = new() { Interrupt = step => step.Operation == 3 ? FakeAnswer.Stub(page.Write()) : null };
        await using var drs = await dc.ConnectAsync(Options, Token);

        var error = await Assert.ThrowsAsync<RpcProtocolException>(() => Wanted.ReadCycleAsync(drs, Wanted.Request(dc) with { MaxPages = 9 }));

        Assert.Contains("does not get on", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, dc.Steps.Count(step => step.Operation == 3));
        _pool.AssertAllWiped();
    }

    [Fact]
    public async Task Samba_may_count_in_the_reserved_number_only()
    {
        await using var dc = Crowd(1);
        var number = 0;
        dc.Rpc = new()
        {
            Interrupt = step => step.Operation == 3
                ? FakeAnswer.Stub((FakeCycle.Page(dc.Directory) with { To = new(7, ++number, 0), HasMore = number < 4 }).Write())
                : null,
        };
        await using var drs = await dc.ConnectAsync(Token);

        var pages = await Wanted.ReadNamesAsync(drs, Wanted.Request(dc));

        Assert.Equal(4, pages.Count);
    }

    [Fact]
    public async Task A_server_that_never_ends_is_not_asked_for_ever()
    {
        await using var dc = Crowd(9);
        await using var drs = await dc.ConnectAsync(Options, Token);

        var error = await Assert.ThrowsAsync<RpcProtocolException>(
            () => Wanted.ReadCycleAsync(drs, Wanted.Request(dc) with { MaxObjects = 2, MaxPages = 3 }));

        Assert.Contains("does not come to an end", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, dc.Requests.Count);
        _pool.AssertAllWiped();
    }

    [Fact]
    public async Task A_database_that_changes_in_the_middle_of_a_cycle_ends_it()
    {
        await using var dc = Crowd(5);
        await using var drs = await dc.ConnectAsync(Options, Token);

        var error = await Assert.ThrowsAsync<RpcProtocolException>(() => Wanted.ReadCycleAsync(
            drs, Wanted.Request(dc) with { MaxObjects = 2 }, _ => dc.Directory.InvocationId = Guid.NewGuid()));

        Assert.Contains("invocationId", error.Message, StringComparison.Ordinal);
        _pool.AssertAllWiped();
    }

    [Fact]
    public async Task A_right_that_is_taken_away_ends_the_cycle_and_leaves_the_connection_usable()
    {
        await using var dc = Crowd(5);
        await using var drs = await dc.ConnectAsync(Options, Token);

        var error = await Assert.ThrowsAsync<DrsException>(() => Wanted.ReadCycleAsync(
            drs, Wanted.Request(dc) with { MaxObjects = 2 }, _ => dc.Directory.Rights = FakeRights.Changes));

        Assert.Equal(DrsException.AccessDenied, error.Error);
        Assert.False(error.IsTransient);
        _pool.AssertAllWiped();
        await Wanted.ReadCycleAsync(drs, Wanted.Request(dc) with { Attributes = [AttributeType.PwdLastSet] });
    }

    [Fact]
    public async Task A_domain_controller_that_is_restarted_in_the_middle_is_read_again_from_the_beginning()
    {
        await using var dc = Crowd(5);
        await using (var drs = await dc.ConnectAsync(Options, Token))
        {
            var error = await Assert.ThrowsAsync<RpcTransportException>(() => Wanted.ReadCycleAsync(
                drs, Wanted.Request(dc) with { MaxObjects = 2 }, _ => dc.HangUpAsync().Wait(Token)));

            Assert.True(error.IsTransient);
        }

        _pool.AssertAllWiped();
        await using var again = await dc.ConnectAsync(Options, Token);
        Assert.Equal(6, (await Wanted.ReadNamesAsync(again, Wanted.Request(dc) with { MaxObjects = 2 })).Count);
        Assert.Equal(2, dc.Connections);
    }

    [Fact]
    public async Task What_changes_while_it_is_read_comes_again_in_the_next_cycle()
    {
        await using var dc = Crowd(3);
        await using var drs = await dc.ConnectAsync(Token);
        var last = dc.Directory.Objects[^1];
        var cursor = await Wanted.ReadCycleAsync(drs, Wanted.Request(dc) with { MaxObjects = 2 }, page =>
        {
            if (page.Watermark.PropertyUpdate == 0)
                dc.Directory.SetPassword(last, "changed meanwhile");
        });

        await Wanted.ReadCycleAsync(drs, Wanted.Request(dc, cursor), page => Wanted.AssertPassword("changed meanwhile", Assert.Single(page.Objects)));
    }

    [Fact]
    public async Task Disposing_a_page_wipes_it_and_its_values_cannot_be_read_any_more()
    {
        await using var dc = Crowd(1);
        await using var drs = await dc.ConnectAsync(Options, Token);
        ReplicatedObject? kept = null;

        await Wanted.ReadCycleAsync(drs, Wanted.Request(dc), page => kept = page.Objects[^1]);

        _pool.AssertAllWiped();
        Assert.Throws<ObjectDisposedException>(() => kept!.TryGetNtHash(new byte[16]));
        Assert.Throws<ObjectDisposedException>(() => kept!.TryGetText(AttributeType.SamAccountName, out _));
        Assert.Equal("CN=p1,OU=People,DC=corp,DC=example", kept!.Name.DistinguishedName);
    }

    [Fact]
    public async Task A_last_page_without_a_vector_keeps_the_one_that_was_known()
    {
        await using var dc = Crowd(1);
        dc.Rpc = new() { Interrupt = step => step.Operation == 3 ? FakeAnswer.Stub((FakeCycle.Page(dc.Directory) with { To = new(7, 0, 7) }).Write()) : null };
        await using var drs = await dc.ConnectAsync(Token);
        var known = new UpToDatenessVector([new(Guid.NewGuid(), 4711)]);

        var cursor = await Wanted.ReadCycleAsync(drs, Wanted.Request(dc, new ReplicationCursor(dc.Directory.InvocationId, default, known)));

        Assert.Equal(known, cursor.Vector);
    }

    static FakeDomainController Crowd(int people)
    {
        var dc = new FakeDomainController();
        for (var i = 1; i <= people; i++)
            dc.Directory.AddUser($"p{i}", $"P@ssw0rd-{i}");
        return dc;
    }
}
