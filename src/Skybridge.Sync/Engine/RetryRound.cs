using Skybridge.Contract;
using Skybridge.Drsr.Drs;
using Skybridge.Sync.Groups;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Engine;

/// <summary>Reads objects by themselves: those on the retry list, or one that an operator asked for.</summary>
sealed class RetryRound(DomainSession session, TenantState tenant, ICycleObserver observer)
{
    const int PortionSize = 100;

    /// <summary>What was done.</summary>
    public CycleProgress Done { get; private set; }

    /// <summary>Works off what is due.</summary>
    /// <returns>False when there is so much of it that reading everything at once is the faster way.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        // While nothing is delivered, what waits must go on waiting. With passwords off only, people are tried again: a disabled one must not
        // sign in; whose password is missing is found when the tenant turns them on.
        if (session.Options.Mode != SyncMode.Active)
            return true;

        var due = session.Space.GetDueRetries(session.Options.MaxSingleReads + 1);
        if (due.Count > session.Options.MaxSingleReads)
            return false;
        if (due.Count == 0)
            return true;

        var identity = await session.Directory.ConnectAsync(cancellationToken).ConfigureAwait(false);
        var runner = session.CreateRunner(identity, tenant, observer);
        await using var _ = runner.ConfigureAwait(false);
        foreach (var portion in due.Chunk(PortionSize))
            await ReadAsync(runner, [.. portion.Select(entry => entry.ObjectGuid)], reassert: false, cancellationToken).ConfigureAwait(false);

        await runner.FinishAsync(null).ConfigureAwait(false);
        Done = runner.Done;
        return true;
    }

    /// <summary>Reads one person and delivers again, whatever was acknowledged before.</summary>
    public async Task RunAsync(Guid person, CancellationToken cancellationToken)
    {
        var identity = await session.Directory.ConnectAsync(cancellationToken).ConfigureAwait(false);
        var runner = session.CreateRunner(identity, tenant, observer);
        await using var _ = runner.ConfigureAwait(false);
        await ReadAsync(runner, [person], reassert: true, cancellationToken).ConfigureAwait(false);
        await runner.FinishAsync(null).ConfigureAwait(false);
        Done = runner.Done;
    }

    async Task ReadAsync(CycleRunner runner, IReadOnlyList<Guid> guids, bool reassert, CancellationToken cancellationToken)
    {
        var withSecrets = session.WithSecrets(tenant);
        var pages = new List<ReplicationPage>(guids.Count);
        var gone = new List<Guid>();
        var refused = new List<RetryEntry>();
        try
        {
            foreach (var guid in guids)
            {
                try
                {
                    if (await session.Directory.ReadObjectAsync(DsName.FromGuid(guid), withSecrets, cancellationToken).ConfigureAwait(false) is { } page)
                        pages.Add(page);
                    else
                        gone.Add(guid);
                }
                catch (DrsException error) when (error.Error is not (DrsException.AccessDenied or DrsException.SourceDisabled or DrsException.SinkDisabled))
                {
                    // The domain controller has something against this one object: the others must not wait for it.
                    refused.Add(EntryOf(guid).Failed(RetryEntry.Refused, error.Message, permanent: false, session.Time.GetUtcNow()));
                }
            }

            var groups = new GroupIntake(session.Space, session.Time);
            pages.ForEach(groups.TakeSingle);
            var objects = pages.SelectMany(page => page.Objects).ToList();
            await runner.TakeAsync(objects, new ReadMode(IsWhole: true, withSecrets, Reassert: reassert), isInitial: false, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            pages.ForEach(page => page.Dispose());
        }

        session.Space.Apply(new SpaceChanges { Retries = refused });
        await ForgetAsync(runner, gone, withSecrets, cancellationToken).ConfigureAwait(false);
    }

    RetryEntry EntryOf(Guid guid) =>
        session.Space.GetRetries([guid]).GetValueOrDefault(guid) ?? new RetryEntry(guid, "", null, 0, session.Time.GetUtcNow(), null);

    // What the directory does not know any more is gone: the cloud is told, and the list forgets it.
    async Task ForgetAsync(CycleRunner runner, List<Guid> gone, bool withSecrets, CancellationToken cancellationToken)
    {
        var known = session.Space.Load(gone);
        await runner.ReviseAsync([.. known.Values], state => state with { IsDeleted = true }, withSecrets, cancellationToken).ConfigureAwait(false);
        session.Space.Apply(new SpaceChanges { Settled = [.. gone.Where(guid => !known.ContainsKey(guid))] });
    }
}
