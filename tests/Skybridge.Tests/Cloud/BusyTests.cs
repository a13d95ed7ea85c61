using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Delivery;
using Skybridge.Contract;

namespace Skybridge.Tests.Cloud;

/// <summary>What agents are told when the cloud cannot take anything now.</summary>
public sealed class BusyTests
{
    const int Busy = 5;
    const int Full = 13;
    const int Corrupt = 11;

    [Fact]
    public async Task Beyond_a_short_queue_agents_are_asked_to_come_back()
    {
        using var gate = new WriteGate();
        var turn = await gate.EnterAsync(TestContext.Current.CancellationToken);
        var waiting = Enumerable.Range(0, 32).Select(_ => gate.EnterAsync(TestContext.Current.CancellationToken)).ToList();

        var refusal = await Assert.ThrowsAsync<ApiRefusalException>(() => gate.EnterAsync(TestContext.Current.CancellationToken));

        Assert.Equal((503, ErrorCodes.Busy), (refusal.StatusCode, refusal.Reply.Code));
        turn.Dispose();
        foreach (var next in waiting)
            (await next).Dispose();
        (await gate.EnterAsync(TestContext.Current.CancellationToken)).Dispose();
    }

    [Theory]
    [InlineData(Busy)]
    [InlineData(Full)]
    public async Task A_database_that_is_busy_or_full_is_answered_with_503_and_when_to_come_back(int code)
    {
        var (context, reply) = await AnswerAsync(new SqliteException("no", code));

        Assert.Equal((503, "5"), (context.Response.StatusCode, context.Response.Headers.RetryAfter.ToString()));
        Assert.Equal(ErrorCodes.Busy, reply.Code);
    }

    [Theory]
    [InlineData(PostgresErrorCodes.ReadOnlySqlTransaction)] // The primary has become a standby.
    [InlineData(PostgresErrorCodes.AdminShutdown)]
    [InlineData(PostgresErrorCodes.CannotConnectNow)]
    [InlineData(PostgresErrorCodes.TooManyConnections)]
    [InlineData(PostgresErrorCodes.DiskFull)]
    [InlineData(PostgresErrorCodes.DeadlockDetected)]
    [InlineData(PostgresErrorCodes.LockNotAvailable)]
    public async Task A_postgresql_server_that_cannot_now_is_answered_in_the_same_way_however_deep_its_failure_is(string code)
    {
        var (context, reply) = await AnswerAsync(new DbUpdateException("no", new PostgresException("no", "ERROR", "ERROR", code)));

        Assert.Equal((503, "5"), (context.Response.StatusCode, context.Response.Headers.RetryAfter.ToString()));
        Assert.Equal(ErrorCodes.Busy, reply.Code);
    }

    [Theory]
    [InlineData(PostgresErrorCodes.StringDataRightTruncation, true)]
    [InlineData(PostgresErrorCodes.UniqueViolation, true)]
    [InlineData(PostgresErrorCodes.UndefinedTable, false)]
    [InlineData(PostgresErrorCodes.DiskFull, false)]
    public void Only_what_is_wrong_with_a_row_is_blamed_on_it(string code, bool isOneRow) =>
        Assert.Equal(isOneRow, StoreFailure.IsOneRow(new PostgresException("no", "ERROR", "ERROR", code)));

    [Fact]
    public async Task A_database_that_is_damaged_is_a_defect_and_not_a_reason_to_come_back() =>
        await Assert.ThrowsAsync<SqliteException>(() => AnswerAsync(new SqliteException("no", Corrupt)));

    static async Task<(HttpContext Context, ErrorReply Reply)> AnswerAsync(Exception failure)
    {
        using var body = new MemoryStream();
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services, Response = { Body = body } };

        await Api.Handle(_ => throw failure)(context);

        return (context, JsonSerializer.Deserialize(body.ToArray(), ContractJson.Default.ErrorReply)!);
    }
}
