using System.Globalization;
using Skybridge.Contract;
using Skybridge.Drsr.Drs;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Groups;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Engine;

/// <summary>One cycle of one domain: everything that changed since the last position, or everything.</summary>
/// <remarks>
/// A cycle is read over one connection to its end; only then there is a new position. Two things can make a position worthless, and both are
/// noticed: the domain controller answers from another database (invocationId), or from an older state of the same one (its own USN went back).
/// </remarks>
sealed class DomainCycle(DomainSession session, TenantState tenant, ICycleObserver observer)
{
    const string DatabaseSetting = "dsa:";

    /// <summary>What was done; also after a failure, as far as it came.</summary>
    public CycleProgress Done { get; private set; }

    /// <summary>The tenant as the last receipt told it; null when nothing was delivered.</summary>
    public TenantState? Heard { get; private set; }

    /// <summary>Reads, delivers, stores.</summary>
    /// <param name="whole">Read everything, whatever the position.</param>
    /// <param name="verify">Ask the cloud whether it still has what it acknowledged.</param>
    /// <param name="cancellationToken">Ends it; nothing is lost.</param>
    public async Task RunAsync(bool whole, bool verify, CancellationToken cancellationToken)
    {
        var cursor = whole ? null : StartingCursor();
        if (!await ReadAsync(cursor, verify, cancellationToken).ConfigureAwait(false))
        {
            // Another database: its own numbers mean nothing here, but what is known of everybody's writes does. On a fresh handle.
            await session.Directory.DisconnectAsync(preferAnother: false, forgetTicket: false).ConfigureAwait(false);
            await ReadAsync(cursor!.WithoutWatermark(), verify, cancellationToken).ConfigureAwait(false);
        }
    }

    ReplicationCursor? StartingCursor()
    {
        var delivered = session.Space.GetCheckpoint(CheckpointKind.Delivered)?.Cursor;
        return session.PositionOf(tenant) == CheckpointKind.Delivered ? delivered : session.Space.GetCheckpoint(CheckpointKind.Observed)?.Cursor ?? delivered;
    }

    async Task<bool> ReadAsync(ReplicationCursor? cursor, bool verify, CancellationToken cancellationToken)
    {
        var identity = await session.Directory.ConnectAsync(cancellationToken).ConfigureAwait(false);
        var runner = session.CreateRunner(identity, tenant, observer);
        var read = new ReadMode(cursor is null, session.WithSecrets(tenant), verify);
        var groups = new GroupIntake(session.Space, session.Time);
        if (read.IsWhole)
            groups.BeginFullRead();
        try
        {
            var first = true;
            await foreach (var page in session.Directory.ReadChangesAsync(cursor, read.HasSecrets, cancellationToken).ConfigureAwait(false))
            {
                using (page)
                {
                    if (first && !Recognise(page, cursor))
                        return false;

                    first = false;
                    await runner.TakeAsync(page.Objects, read, cursor is null, cancellationToken).ConfigureAwait(false);
                    groups.Take(page, read.IsWhole);
                    if (page.Cursor is not { } reached)
                        continue;

                    groups.EndFullRead(restate: verify);
                    if (read.IsWhole)
                        await runner.MissAsync(IsGone(reached.Vector), read.HasSecrets, cancellationToken).ConfigureAwait(false);
                    await FinishAsync(runner, cursor, reached).ConfigureAwait(false);
                }
            }
        }
        catch
        {
            await runner.DisposeAsync().ConfigureAwait(false);

            // The rest of the cycle lives in the server's handle: the next one begins on a fresh one.
            await session.Directory.DisconnectAsync(preferAnother: false, forgetTicket: false).ConfigureAwait(false);
            throw;
        }
        finally
        {
            Done = runner.Done;
            Heard = runner.Heard ?? Heard;
        }

        return true;
    }

    // Whoever a whole read did not bring is gone where the domain controller knows of their password, and so would know of them; or where it was put back
    // to a state before them. One that lags behind another has not heard of them yet. A tombstone is no longer there after half a year.
    Func<ObjectState, bool> IsGone(UpToDatenessVector known)
    {
        var wasPutBack = RestoreEvidence.Recall(session.Space) is not null;
        return state => wasPutBack
            || ((state.PasswordSeen ?? state.LastSetSeen) is { } stamp && known.Entries.TryGetValue(stamp.InvocationId, out var usn) && usn >= stamp.Usn);
    }

    async Task FinishAsync(CycleRunner runner, ReplicationCursor? from, ReplicationCursor reached)
    {
        // A whole read starts from nothing, but what was seen before still tells; its end is a position all the same.
        var before = from ?? StartingCursor();
        (CheckpointKind, ReplicationCursor) position = (session.PositionOf(tenant), reached);
        if (IsRollback(before, reached))
        {
            var evidence = string.Create(
                CultureInfo.InvariantCulture,
                $"database {reached.SourceInvocationId} is at USN {reached.Vector.Entries[reached.SourceInvocationId]}, but was at {before!.Vector.Entries[reached.SourceInvocationId]} before");
            if (RestoreEvidence.Recall(session.Space) is null)
                session.Report(EventNumbers.UsnRollback, EventLevel.Error, $"The domain controller was put back to an older state without saying so (USN rollback): {evidence}. Everything is read and compared.");
            Remember(evidence, isRollback: true);
            await runner.FinishAsync(from is null ? position : null).ConfigureAwait(false);
            return;
        }

        await runner.FinishAsync(position).ConfigureAwait(false);
    }

    void Remember(string evidence, bool isRollback)
    {
        RestoreEvidence.Remember(session.Space, tenant.Epoch, evidence);
        new RestoreNotice(session.Time.GetUtcNow(), isRollback, evidence).Remember(session.Space);
    }

    static bool IsRollback(ReplicationCursor? from, ReplicationCursor reached) =>
        from is not null
        && from.SourceInvocationId == reached.SourceInvocationId
        && from.Vector.Entries.TryGetValue(reached.SourceInvocationId, out var before)
        && reached.Vector.Entries.TryGetValue(reached.SourceInvocationId, out var now)
        && now < before;

    // Remembers which database belongs to which domain controller, so that a restored one can be told from another one.
    bool Recognise(ReplicationPage page, ReplicationCursor? cursor)
    {
        var setting = $"{DatabaseSetting}{page.SourceDsaGuid}";
        var database = page.SourceInvocationId.ToString();
        var before = session.Space.GetSetting(setting);
        if (before is not null && before != database)
        {
            // The evidence first: whoever knows the new database already does not see that it is new.
            var evidence = $"the domain controller {page.SourceDsaGuid} now answers from database {database}, no longer from {before}";
            Remember(evidence, isRollback: false);
            session.Report(EventNumbers.NewInvocation, EventLevel.Warning, $"The domain controller was restored (new invocationId): {evidence}. Everything is read and compared.");
        }

        if (before != database)
            session.Space.SetSetting(setting, database);
        return cursor is null || cursor.SourceInvocationId == Guid.Empty || cursor.SourceInvocationId == page.SourceInvocationId;
    }
}
