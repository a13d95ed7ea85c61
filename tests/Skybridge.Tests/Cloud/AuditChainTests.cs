using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Skybridge.Cloud.Hosting;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>The audit log cannot be changed without a trace: each way of doing so is found by <c>audit verify</c>.</summary>
public sealed class AuditChainTests : IAsyncLifetime
{
    readonly RunningCloud _cloud = new();

    public async ValueTask InitializeAsync()
    {
        await _cloud.InitializeAsync();
        for (var i = 0; i < 3; i++)
            await _cloud.CliAsync("domain", "add", $"d{i}.example");
        await SealAsync();
    }

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task What_was_not_touched_is_whole_and_grows()
    {
        var before = await VerifyAsync();
        await _cloud.CliAsync("domain", "add", "more.example");
        var waiting = await VerifyAsync();
        await SealAsync();
        var after = await VerifyAsync("--head", before.Head);

        Assert.Equal((0, true, 0, null), (before.ExitCode, before.Intact, before.Waiting, before.Fault));
        Assert.Equal((true, 1, before.Head), (waiting.Intact, waiting.Waiting, waiting.Head));
        Assert.Equal((true, 0), (after.Intact, after.Waiting));
        Assert.NotEqual(before.Head, after.Head);
    }

    [Theory]
    [InlineData("UPDATE audit_entries SET actor = 'cli:somebody-else' WHERE position = 3", "at position 3", 2)]
    [InlineData("UPDATE audit_entries SET detail = '{{}}' WHERE position = 1", "at position 1", 0)]
    [InlineData("UPDATE audit_entries SET at = at + 1 WHERE position = 4", "at position 4", 3)]
    [InlineData("UPDATE audit_entries SET target = NULL WHERE position = 2", "at position 2", 1)]
    [InlineData("DELETE FROM audit_entries WHERE position = 2", "at position 2 is missing", 1)]
    [InlineData("DELETE FROM audit_entries WHERE position = 1", "at position 1 is missing", 0)]
    [InlineData("UPDATE audit_entries SET hash = (SELECT hash FROM audit_entries WHERE position = 1) WHERE position = 2", "at position 2", 1)]
    [InlineData("UPDATE audit_entries SET position = position + 1000 WHERE position > 2", "at position 3 is missing", 2)]
    public async Task A_change_is_found_where_it_was_made(string tampering, string fault, long trusted)
    {
        await SqlAsync(tampering);

        var found = await VerifyAsync();

        Assert.Equal((1, false, trusted), (found.ExitCode, found.Intact, found.Entries));
        Assert.Contains(fault, found.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_cuts_off_the_end_or_writes_all_of_it_anew_is_found_by_a_head_that_was_noted()
    {
        var noted = (await VerifyAsync()).Head;
        await SqlAsync("DELETE FROM audit_entries WHERE position = (SELECT max(position) FROM audit_entries)");
        Assert.True((await VerifyAsync()).Intact);
        Assert.Contains("missing at its end", (await VerifyAsync("--head", noted)).Fault, StringComparison.Ordinal);

        await SqlAsync("UPDATE audit_entries SET position = NULL, hash = NULL, actor = 'cli:nobody'");
        await _cloud.CliAsync("domain", "add", "fills.example");
        await SealAsync();
        Assert.True((await VerifyAsync()).Intact);
        Assert.Contains("another one than when the head was noted", (await VerifyAsync("--head", noted)).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_that_seal_at_once_make_one_chain()
    {
        for (var i = 0; i < 20; i++)
            await _cloud.CliAsync("domain", "add", $"many{i}.example");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SealAsync()));
        await SealAsync();

        Assert.Equal((true, 0), ((await VerifyAsync()).Intact, (await VerifyAsync()).Waiting));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("0:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("-1:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("1:xyz")]
    public async Task What_is_no_head_is_refused(string head) => (await _cloud.CliAsync("audit", "verify", "--head", head)).AssertCouldNotRun("is no head of an audit log");

    async Task SealAsync()
    {
        var sealer = _cloud.Services.GetRequiredService<AuditSealer>();
        while (await sealer.SealSomeAsync(TestContext.Current.CancellationToken) > 0)
            continue;
    }

    async Task<(int ExitCode, bool Intact, long Entries, string Head, int Waiting, string? Fault)> VerifyAsync(params string[] more)
    {
        var run = await _cloud.CliAsync(["audit", "verify", "--json", .. more]);
        var json = run.Json();
        return (
            run.ExitCode, json.GetProperty("intact").GetBoolean(), json.GetProperty("entries").GetInt64(), json.GetProperty("head").GetString()!,
            json.GetProperty("waiting").GetInt32(), json.GetProperty("fault").GetString());
    }

    async Task SqlAsync(string statement)
    {
        var changed = await _cloud.WithDbAsync(db => db.Database.ExecuteSqlRawAsync(statement, TestContext.Current.CancellationToken));
        Assert.NotEqual(0, changed);
    }
}
