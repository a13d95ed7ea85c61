using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Contract;

namespace Skybridge.Cloud.Hardening;

/// <summary>Puts outer hashes around verifiers: in the background soon after they were delivered, with a bounded part of one processor.</summary>
sealed class VerifierHardener(
    IServiceScopeFactory scopes,
    DerivationTurns turns,
    OuterHashParameters parameters,
    TimeProvider time,
    ILogger<VerifierHardener> logger) : BackgroundService
{
    const int AtOnce = 8;

    // Half of one processor; a twentieth while deliveries come in, which are not to wait for this.
    const double Share = 0.5;
    const double ShareBesideDeliveries = 0.05;

    static readonly TimeSpan Gather = TimeSpan.FromSeconds(1);
    static readonly TimeSpan DeliveriesAreOver = TimeSpan.FromSeconds(3);
    static readonly TimeSpan LookAnyway = TimeSpan.FromMinutes(10);

    readonly SemaphoreSlim _news = new(1, 1);
    long _lastDelivery;

    /// <summary>Says that something was stored as it was delivered.</summary>
    public void Wake()
    {
        Volatile.Write(ref _lastDelivery, time.GetTimestamp());
        try
        {
            _news.Release();
        }
        catch (SemaphoreFullException)
        {
            // It has been told, and has not looked yet.
        }
    }

    /// <summary>Wraps a few.</summary>
    /// <returns>How many there were; none is left when it is zero.</returns>
    public async Task<int> WrapSomeAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CloudDbContext>();
        var rows = await db.Credentials.AsNoTracking().Where(row => row.Hardness == Credential.AsDelivered)
            .OrderBy(row => row.UserId).Take(AtOnce).ToListAsync(cancellationToken);
        if (rows.Count == 0)
            return 0;

        var wrapped = new List<(Credential Row, string Text)>(rows.Count);
        foreach (var row in rows)
        {
            using var turn = await turns.EnterBackgroundAsync(cancellationToken);
            wrapped.Add((row, StoredVerifier.TryParse(row.Verifier, out var stored) ? stored.Wrapped(parameters).Encode() : row.Verifier));
        }

        await using var transaction = await db.BeginWritingAsync(cancellationToken);
        foreach (var (row, text) in wrapped)
            await ReplaceAsync(db, row, text, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rows.Count;
    }

    /// <summary>Wraps the verifier of somebody who just proved their password, when it has no outer hash, or a weaker one than is wanted now.</summary>
    public async Task WrapAsync(CloudDbContext db, Credential credential, PasswordVerifier proven, CancellationToken cancellationToken)
    {
        if (!StoredVerifier.TryParse(credential.Verifier, out var stored) || stored.Outer?.IsWeakerThan(parameters) == false)
            return;

        await ReplaceAsync(db, credential, StoredVerifier.Wrap(proven, parameters).Encode(), cancellationToken);
    }

    public override void Dispose()
    {
        _news.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await _news.WaitAsync(stoppingToken);
                await Task.Delay(Gather, time, stoppingToken);
                await WrapAllAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    async Task WrapAllAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        try
        {
            while (true)
            {
                var started = Stopwatch.GetTimestamp();
                var some = await WrapSomeAsync(cancellationToken);
                if (some == 0)
                    break;

                count += some;
                await Task.Delay(Stopwatch.GetElapsedTime(started) * ((1 / ShareNow()) - 1), time, cancellationToken);
            }

            if (count > 0)
                await ForgetAsync(count, cancellationToken);
        }
        catch (DbException error)
        {
            logger.HardeningInterrupted(error);
            await Task.Delay(LookAnyway, time, cancellationToken);
            Wake();
        }
    }

    // What the verifiers were before is still in the database's log, until it is folded into the file.
    async Task ForgetAsync(int count, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await SqliteStore.ForgetAsync(scope.ServiceProvider.GetRequiredService<CloudDbContext>(), cancellationToken);
        logger.Hardened(count, parameters.MemoryMiB, parameters.Passes);
    }

    double ShareNow() =>
        Volatile.Read(ref _lastDelivery) is var last && last != 0 && time.GetElapsedTime(last) < DeliveriesAreOver ? ShareBesideDeliveries : Share;

    // Only what was read is replaced: a password that came since stays.
    static Task<int> ReplaceAsync(CloudDbContext db, Credential read, string text, CancellationToken cancellationToken) =>
        db.Credentials.Where(row => row.UserId == read.UserId && row.Verifier == read.Verifier).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Verifier, text).SetProperty(row => row.Hardness, Credential.Wrapped),
            cancellationToken);
}
