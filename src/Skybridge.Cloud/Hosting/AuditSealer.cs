using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;

namespace Skybridge.Cloud.Hosting;

/// <summary>Gives new entries of the audit log their place in its chain, soon after they were written: whoever writes one does not wait for another.</summary>
sealed class AuditSealer(IServiceScopeFactory scopes, TimeProvider time, ILogger<AuditSealer> logger) : BackgroundService
{
    const int AtOnce = 500;

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    static readonly TimeSpan NoteInterval = TimeSpan.FromHours(1);

    DateTimeOffset _noted = DateTimeOffset.MinValue;

    /// <summary>Seals some. Of several nodes one does it at a time, and the others leave it to that one.</summary>
    /// <returns>How many there were; none is left when it is zero.</returns>
    public async Task<int> SealSomeAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CloudDbContext>();
        if (!await db.AuditEntries.AnyAsync(entry => entry.Position == null, cancellationToken))
            return 0;

        await using var transaction = await db.TryBeginSealingAsync(cancellationToken);
        if (transaction is null)
            return 0;

        var (position, hash) = await HeadAsync(db, cancellationToken);
        var fresh = await db.AuditEntries.Where(entry => entry.Position == null).OrderBy(entry => entry.Id).Take(AtOnce).ToListAsync(cancellationToken);
        foreach (var entry in fresh)
        {
            hash = AuditChain.Next(hash, ++position, entry);
            (entry.Position, entry.Hash) = (position, AuditChain.Text(hash));
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Note(position, AuditChain.Text(hash));
        return fresh.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval, time, stoppingToken);
                await TryAllAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops; what is not sealed yet is when it runs again.
        }
    }

    async Task TryAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await SealSomeAsync(cancellationToken) > 0)
                continue;
        }
        catch (Exception error) when (error is DbException or DbUpdateException or InvalidOperationException { InnerException: DbException })
        {
            logger.AuditNotSealed(error); // Next time, then: the entries are there.
        }
    }

    static async Task<(long Position, byte[] Hash)> HeadAsync(CloudDbContext db, CancellationToken cancellationToken)
    {
        var last = await db.AuditEntries.AsNoTracking().Where(entry => entry.Position != null).OrderByDescending(entry => entry.Position).FirstOrDefaultAsync(cancellationToken);
        return last is null
            ? (0, AuditChain.Begin(await db.Tenants.Select(tenant => tenant.Id).SingleAsync(cancellationToken)))
            : (last.Position!.Value, Convert.FromHexString(last.Hash!));
    }

    // The log of the service is kept elsewhere than the database, and so says what the head was.
    void Note(long position, string hash)
    {
        var now = time.GetUtcNow();
        if (now - _noted < NoteInterval)
            return;

        _noted = now;
        logger.AuditHead(position, hash);
    }
}
