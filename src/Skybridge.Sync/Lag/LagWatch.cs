using Microsoft.Extensions.Logging;
using Skybridge.Drsr;
using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Rpc;
using Skybridge.Sync.Directory;

namespace Skybridge.Sync.Lag;

/// <summary>Asks the neighbours of the domain controller that is read, in turns, what they have beyond it: no passwords, on connections of its own, beside everything else.</summary>
/// <param name="open">Makes a connector to one domain controller.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of errors that nobody expected.</param>
public sealed class LagWatch(Func<DomainControllerAddress, IDirectoryConnector> open, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    /// <summary>More than that at once is not looked at: it lags, whatever else there is.</summary>
    const int MostWrites = 10_000;

    const int AtOnce = 3;

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    readonly Dictionary<string, Line> _lines = [];
    int _turn;

    internal LagBook Book { get; } = new(time);

    /// <summary>Asks until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval, time, cancellationToken).ConfigureAwait(false);
                await AskSomeAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    /// <summary>Asks a few of them once.</summary>
    internal async Task AskSomeAsync(CancellationToken cancellationToken)
    {
        if (Book.Look() is not var (surroundings, known))
            return;

        var neighbours = surroundings.Neighbours;
        for (var i = 0; i < Math.Min(AtOnce, neighbours.Count); i++)
            await AskAsync(surroundings, neighbours[_turn++ % neighbours.Count], known, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var line in _lines.Values)
            await line.Connector.DisposeAsync().ConfigureAwait(false);
        _lines.Clear();
    }

    async Task AskAsync(ControllerSurroundings surroundings, DomainControllerAddress neighbour, UpToDatenessVector known, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            if (!_lines.TryGetValue(neighbour.Host, out var line))
                _lines[neighbour.Host] = line = new Line(open(neighbour));
            var (writes, theirs) = await ReadAsync(line, known, either.Token).ConfigureAwait(false);
            Book.Heard(surroundings, neighbour, writes, theirs);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // One neighbour must not end the watch over the others.
        catch (Exception error)
#pragma warning restore CA1031
        {
            // It cannot be asked now. What is wrong with it is for others to say; whether it is ahead is not known.
            if (error is not (DrsrException or DomainNotFoundException or IOException or OperationCanceledException))
                Log.Unexpected(logger, neighbour.ToString(), error);
            await ForgetAsync(neighbour.Host).ConfigureAwait(false);
        }
    }

    static async Task<(HashSet<(Guid Database, long Usn)> Writes, UpToDatenessVector? Theirs)> ReadAsync(Line line, UpToDatenessVector known, CancellationToken cancellationToken)
    {
        await line.Connector.ConnectAsync(cancellationToken).ConfigureAwait(false);
        var from = line.Reached is { } reached ? reached with { Vector = known } : new ReplicationCursor(Guid.Empty, default, known);
        var writes = new HashSet<(Guid Database, long Usn)>();
        await foreach (var page in line.Connector.ReadChangesAsync(from, withSecrets: false, cancellationToken).ConfigureAwait(false))
        {
            using (page)
            {
                if (line.Reached is { } before && before.SourceInvocationId != page.SourceInvocationId)
                    throw new RpcProtocolException("It answers from another database than before.");

                Collect(page, known, writes);
                if (page.Cursor is { } end)
                {
                    line.Reached = end;
                    return (writes, end.Vector);
                }
            }

            if (writes.Count > MostWrites)
                break;
        }

        // The rest lives in the server's handle: the next time begins on a fresh one, where this one began.
        await line.Connector.DisconnectAsync(preferAnother: false, forgetTicket: false).ConfigureAwait(false);
        return (writes, null);
    }

    static void Collect(ReplicationPage page, UpToDatenessVector known, HashSet<(Guid Database, long Usn)> writes)
    {
        foreach (var one in page.Objects)
        {
            foreach (var type in DrsDirectoryConnector.PublicAttributes)
            {
                if (one.GetMetadata(type) is { } stamp && !(known.Entries.TryGetValue(stamp.InvocationId, out var usn) && usn >= stamp.Usn))
                    writes.Add((stamp.InvocationId, stamp.Usn));
            }
        }
    }

    async Task ForgetAsync(string host)
    {
        if (_lines.Remove(host, out var line))
            await line.Connector.DisposeAsync().ConfigureAwait(false);
    }

    sealed class Line(IDirectoryConnector connector)
    {
        public IDirectoryConnector Connector => connector;

        public ReplicationCursor? Reached { get; set; }
    }
}
