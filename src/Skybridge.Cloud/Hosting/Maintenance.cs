using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.OpenId;

namespace Skybridge.Cloud.Hosting;

/// <summary>Throws away what has run its time: tokens, codes, assertions, and people and groups that left 30 days ago.</summary>
sealed class Maintenance(IServiceScopeFactory scopes, TimeProvider time, ILogger<Maintenance> logger) : BackgroundService
{
    /// <summary>So long somebody who left can come back as the same person.</summary>
    public static readonly TimeSpan KeepPeople = TimeSpan.FromDays(30);

    // A little longer than the longest refresh token lives.
    static readonly TimeSpan KeepTokens = TimeSpan.FromDays(15);
    static readonly TimeSpan KeepCodes = TimeSpan.FromDays(7);
    static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    static readonly TimeSpan FirstAfter = TimeSpan.FromMinutes(1);

    /// <summary>Does it once.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CloudDbContext>();
        var now = time.GetUtcNow();

        var (gone, old, spent) = (now - KeepPeople, now - KeepCodes, now - AssertionRules.ClockTolerance);
        var people = await db.Users.Where(user => user.DeletedAt != null && user.DeletedAt <= gone).ExecuteDeleteAsync(cancellationToken);
        var groups = await db.Groups.Where(group => group.DeletedAt != null && group.DeletedAt <= gone).ExecuteDeleteAsync(cancellationToken);
        await db.GroupMembers.Where(member => !member.Present && member.ChangedAt <= gone).ExecuteDeleteAsync(cancellationToken);
        await db.EnrollmentCodes.Where(code => code.ExpiresAt <= old).ExecuteDeleteAsync(cancellationToken);
        await db.SpentAssertions.Where(assertion => assertion.ExpiresAt <= spent).ExecuteDeleteAsync(cancellationToken);
        var over = now.ToUnixTimeMilliseconds();
        await db.SignInCounters.Where(counter => counter.ExpiresAt <= over && counter.HeldUntil <= over).ExecuteDeleteAsync(cancellationToken);
        var services = scope.ServiceProvider;
        var tokens = await services.GetRequiredService<IOpenIddictTokenManager>().PruneAsync(now - KeepTokens, cancellationToken);
        await services.GetRequiredService<IOpenIddictAuthorizationManager>().PruneAsync(now - KeepTokens, cancellationToken);
        if (people > 0 || groups > 0 || tokens > 0)
            logger.Purged(people, groups, tokens);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            for (var wait = FirstAfter; ; wait = Interval)
            {
                await Task.Delay(wait, time, stoppingToken);
                await TryOnceAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    async Task TryOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunOnceAsync(cancellationToken);
        }
        catch (DbException error)
        {
            logger.PurgeFailed(error); // Next time, then: nothing depends on it.
        }
    }
}
