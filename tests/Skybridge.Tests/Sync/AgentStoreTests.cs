using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Engine;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Sync;

/// <summary>The mailbox between command line and service, and the events.</summary>
public sealed class AgentStoreTests : IDisposable
{
    const string Domain = "corp.example";

    readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));
    readonly string _path = TemporaryFolder.NewPath();
    AgentStore _store;

    public AgentStoreTests() => _store = AgentStore.Open(_path, _time);

    public void Dispose() => _store.Dispose();

    [Fact]
    public void A_request_outlives_a_restart_and_is_taken_once()
    {
        var id = _store.AddRequest(Domain, RequestKind.Person, "anna");
        _store.Dispose();
        _store = AgentStore.Open(_path, _time);

        Assert.True(_store.HasRequest(Domain));
        Assert.Equal(new AgentRequest(id, RequestKind.Person, "anna"), _store.TakeRequest(Domain));
        Assert.Null(_store.TakeRequest(Domain));
        Assert.False(_store.HasRequest(Domain));
        Assert.Null(_store.GetAnswer(id));
    }

    [Fact]
    public void Requests_are_taken_in_the_order_in_which_they_came()
    {
        long[] ids = [_store.AddRequest(Domain, RequestKind.Cycle, null), _store.AddRequest(Domain, RequestKind.Full, null), _store.AddRequest(Domain, RequestKind.Person, "x")];

        Assert.Equal(ids, Enumerable.Range(0, 3).Select(_ => _store.TakeRequest(Domain)!.Id));
    }

    [Fact]
    public void Each_domain_takes_its_own_requests_only()
    {
        var id = _store.AddRequest("west.example", RequestKind.Full, null);

        Assert.False(_store.HasRequest(Domain));
        Assert.Null(_store.TakeRequest(Domain));
        Assert.Equal(id, _store.TakeRequest("west.example")?.Id);
    }

    [Fact]
    public void Another_process_asks_and_reads_the_answer()
    {
        using var asker = AgentStore.Open(_path, _time);
        var id = asker.AddRequest(Domain, RequestKind.Cycle, null);
        var report = new CycleReport { Domain = "corp.example", ObjectsRead = 5, Error = "e", Hint = "h" };

        _store.FinishRequest(_store.TakeRequest(Domain)!.Id, report);

        Assert.Equal(report, asker.GetAnswer(id));
        Assert.Null(asker.GetAnswer(id + 1));
    }

    [Fact]
    public void A_request_whose_asker_has_gone_is_left()
    {
        _store.AddRequest(Domain, RequestKind.Full, null);

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.False(_store.HasRequest(Domain));
        Assert.Null(_store.TakeRequest(Domain));
    }

    [Fact]
    public void A_request_whose_asker_still_waits_is_taken_however_long_the_service_was_busy()
    {
        var id = _store.AddRequest(Domain, RequestKind.Full, null);
        for (var i = 0; i < 20; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            _store.RenewRequest(id);
        }

        Assert.Equal(id, _store.TakeRequest(Domain)?.Id);
        _store.RenewRequest(id);
        Assert.Null(_store.TakeRequest(Domain));
    }

    [Fact]
    public void Events_are_kept_for_seven_days()
    {
        _store.AddEvent(EventNumbers.ServiceStarted, EventLevel.Information, null, "first");
        _time.Advance(TimeSpan.FromDays(1));
        _store.AddEvent(EventNumbers.DomainFailed, EventLevel.Error, "corp.example", "second");
        _time.Advance(TimeSpan.FromDays(6));
        _store.Prune();
        var before = Texts();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        _store.Prune();

        Assert.Equal(["first", "second"], before);
        Assert.Equal(["second"], Texts());
    }

    [Fact]
    public void Events_are_found_by_time_number_and_what_was_seen_already()
    {
        for (var i = 1; i <= 4; i++)
        {
            _store.AddEvent(i % 2 == 0 ? EventNumbers.BatchEnd : EventNumbers.RetryAdded, EventLevel.Warning, "corp.example", $"e{i}");
            _time.Advance(TimeSpan.FromHours(1));
        }

        var all = _store.GetEvents(DateTimeOffset.MinValue, 0, null, 10);
        Assert.Equal(["e2", "e4"], Texts(number: EventNumbers.BatchEnd));
        Assert.Equal(["e3", "e4"], _store.GetEvents(_time.GetUtcNow() - TimeSpan.FromHours(2), 0, null, 10).Select(one => one.Text));
        Assert.Equal(["e4"], _store.GetEvents(DateTimeOffset.MinValue, all[2].Id, null, 10).Select(one => one.Text));
        Assert.Equal(["e3", "e4"], _store.GetEvents(DateTimeOffset.MinValue, 0, null, 2).Select(one => one.Text));
        Assert.Equal(("corp.example", EventLevel.Warning, EventNumbers.RetryAdded), (all[0].Domain, all[0].Level, all[0].Number));
    }

    [Fact]
    public void A_reader_beside_the_service_sees_what_it_wrote_and_writes_nothing()
    {
        _store.AddEvent(EventNumbers.ServiceStarted, EventLevel.Information, null, "first");
        using var reader = AgentStore.OpenReadOnly(_path, _time);

        Assert.Single(reader.GetEvents(DateTimeOffset.MinValue, 0, null, 10));
        Assert.Throws<SqliteException>(() => reader.AddRequest(Domain, RequestKind.Cycle, null));
    }

    [Fact]
    public void The_file_is_its_owners_only()
    {
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_path));
    }

    [Fact]
    public void A_store_of_a_newer_version_is_refused_with_a_reason()
    {
        using (var connection = new SqliteConnection($"Data Source={_path};Pooling=false"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        var error = Assert.Throws<InvalidDataException>(() => AgentStore.Open(_path, _time));

        Assert.Equal(("store-unusable", true), (Problem.Of(error)?.Cause, error.Message.Contains("newer version", StringComparison.Ordinal)));
    }

    IEnumerable<string> Texts(int? number = null) => _store.GetEvents(DateTimeOffset.MinValue, 0, number, 10).Select(one => one.Text);
}
