using Skybridge.Contract;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Lag;

namespace Skybridge.Sync.Engine;

/// <content>Domain controllers that do not get what others have.</content>
public sealed partial class DomainSynchronizer
{
    readonly LagWatch? _lag;

    // Who lagged when the process ended is left alone still.
    void RecallLag()
    {
        if (_lag is null)
            return;

        var notices = LagNotice.Recall(_session.Space);
        _lag.Book.Restore(notices);
        foreach (var notice in notices)
            _session.Directory.Avoid(notice.Host, avoid: true);
    }

    // After a cycle: who was read knows what the position says. The connection is given up for another one when it lags, and what it lacked is read there.
    async Task JudgeLagAsync(TenantState tenant)
    {
        if (_lag is not { Book: var book } || _session.Directory.Surroundings is not { } surroundings)
            return;
        if (_session.Space.GetCheckpoint(_session.PositionOf(tenant))?.Cursor is not { } position)
            return;

        book.See(surroundings, position.Vector);
        var (settled, lag) = (book.TakeSettled(), book.Judge());
        foreach (var (notice, hasCaughtUp) in settled)
        {
            _session.Directory.Avoid(notice.Host, avoid: false);
            if (hasCaughtUp)
                _session.Report(EventNumbers.DomainControllerCaughtUp, EventLevel.Information, $"{notice.Controller} has caught up with {notice.Ahead}.");
        }

        if (settled.Count > 0 || lag is not null)
            LagNotice.Remember(_session.Space, book.Notices);
        if (lag is not var (behind, aheadHost))
            return;

        _session.Report(
            EventNumbers.DomainControllerLags,
            EventLevel.Warning,
            $"{behind.Controller} does not get what {behind.Ahead} has since {behind.Since:HH:mm:ss}Z: another domain controller is read. `skybridge troubleshoot` says more.");
        _session.Directory.Avoid(behind.Host, avoid: true);
        _session.Directory.Avoid(aheadHost, avoid: false);
        await _session.Directory.DisconnectAsync(preferAnother: false, forgetTicket: false).ConfigureAwait(false);
    }
}
