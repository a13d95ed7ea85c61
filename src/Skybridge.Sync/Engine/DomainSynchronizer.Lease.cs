using System.Globalization;
using Skybridge.Contract;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Cloud;
using Skybridge.Sync.Leases;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Engine;

/// <content>Several agents of one domain: leading, standing by, and passing from one to the other.</content>
public sealed partial class DomainSynchronizer
{
    static readonly TimeSpan Promptly = TimeSpan.FromMilliseconds(200);

    readonly LeaseKeeper? _lease;
    readonly DomainSession _whole;
    LeaseState? _role;

    bool StandsBy => _role is { Leads: false };

    // Before anything else is done. Within one piece of work the role does not change: when the lease is lost meanwhile, the cloud takes nothing.
    async Task TakeRoleAsync(CancellationToken cancellationToken)
    {
        if (_lease is null)
            return;

        var state = await _lease.BeginAsync(cancellationToken).ConfigureAwait(false);
        _health = _health with { Lease = state };
        if (_role is { } role && role.Leads == state.Leads && (!state.Leads || role.Term == state.Term))
        {
            // Who leads may have changed all the same.
            _role = state;
            return;
        }

        if (state.Leads)
            await LeadAsync(state, cancellationToken).ConfigureAwait(false);
        else
            StandBy(state);
        SetHealth(_health);
    }

    void StandBy(LeaseState state)
    {
        if (_role is { Leads: true })
            _session.Report(EventNumbers.LeaseLost, EventLevel.Warning, $"The lease of {_session.Domain} is lost{(state.Leader is null ? "" : $" to {Name(state)}")}: nothing is delivered from here until it comes back.");
        else
            _session.Report(EventNumbers.StandingBy, EventLevel.Information, $"{(state.Leader is null ? "No agent leads" : $"{Name(state)} leads")} {_session.Domain}{TermOf(state)}; this agent stands by.");
        EnterStandby(state);
    }

    void EnterStandby(LeaseState state)
    {
        _session = _whole with { Options = _whole.Options with { Mode = SyncMode.Staging }, Cloud = new FencedCloudConnector(_whole.Cloud, _lease!, null) };
        _role = state;
    }

    async Task LeadAsync(LeaseState state, CancellationToken cancellationToken)
    {
        var own = _session.Space.GetLeaseTerm();
        // A lower one is of a cloud that was put back to an older state.
        var follows = state.Term is not { } term || term - own is 0 or 1;
        if (follows)
            _session.Space.ContinueTerm(state.Term ?? own);
        else
            await TakeOverAsync(state, cancellationToken).ConfigureAwait(false);

        _session = _whole with { Cloud = new FencedCloudConnector(_whole.Cloud, _lease!, state.Term) };
        _role = state;
        // The next thing is to hear of the tenant and to be heard.
        _lastContact = default;
        if (state.Term is not null)
            _session.Report(EventNumbers.LeaseTaken, EventLevel.Information, $"This agent leads {_session.Domain}{TermOf(state)}{(follows ? "" : ", from where another one had come to")}.");
    }

    // First everything that changed is seen once without secrets: what lies before the position that was handed over is only known from there.
    async Task TakeOverAsync(LeaseState state, CancellationToken cancellationToken)
    {
        var handover = _lease!.Handover is { } left && left.Term == state.Term ? left : null;
        var position = ConnectorSpace.ReadPosition(handover?.Position);
        var knows = _session.Space.GetCheckpoint(CheckpointKind.Observed) is not null || _session.Space.GetCheckpoint(CheckpointKind.Delivered) is not null;
        if (handover?.Pending is null || !knows)
            position = null;
        if (position is not null)
        {
            EnterStandby(state with { Leads = false });
            await RefreshTenantAsync(cancellationToken).ConfigureAwait(false);
            await CycleAsync(whole: false, verify: false, cancellationToken).ConfigureAwait(false);
        }

        _session.Space.TakeOver(state.Term!.Value, position, position is null ? [] : handover!.Pending!);
    }

    static bool IsLeaseLost(Exception error) => error is CloudException { Code: ErrorCodes.NotLeader };

    CloudException NotHere() => new(
        CloudStep.Request,
        $"{(_role?.Leader is null ? "No agent leads" : $"{Name(_role)} leads")} {_session.Domain}; this agent stands by and delivers nothing.",
        _role?.LeaderHost is { } host ? $"Run the command there, on {host}." : "Wait a moment: an agent that can read the directory takes the lead within 30 seconds.",
        ErrorCodes.NotLeader);

    static string Name(LeaseState state) => state.LeaderHost is null ? state.Leader! : $"{state.Leader} on {state.LeaderHost}";

    static string TermOf(LeaseState state) => state.Term is { } term ? string.Create(CultureInfo.InvariantCulture, $" (term {term})") : "";
}
