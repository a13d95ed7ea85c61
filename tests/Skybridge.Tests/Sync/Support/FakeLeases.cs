using Skybridge.Contract;
using Skybridge.Sync.Cloud;

namespace Skybridge.Tests.Sync.Support;

/// <summary>The lease of one domain, decided as the real cloud does, except that it runs out when the test says so.</summary>
sealed class FakeLeases
{
    readonly Lock _gate = new();
    readonly Dictionary<string, LeaseWish> _wishes = [];
    Guid _run;
    bool _expired;
    string? _position;
    IReadOnlyList<Guid>? _pending;

    public string? Holder { get; private set; }

    public long Term { get; private set; }

    /// <summary>Thrown instead of an answer.</summary>
    public CloudException? Failure { get; set; }

    /// <summary>Whether the cloud is of a version that knows no leases.</summary>
    public bool IsUnknown { get; set; }

    public ICloudLeases For(string agent) => new Door(this, agent);

    /// <summary>What an agent asked for last.</summary>
    public LeaseWish Wish(string agent)
    {
        lock (_gate)
            return _wishes[agent];
    }

    /// <summary>From now on another agent may take it.</summary>
    public void Expire() => _expired = true;

    /// <summary>What the cloud looks at before it takes a batch.</summary>
    public void Require(DeliveryBatch batch)
    {
        if (batch.Term != Term)
            throw new CloudException(CloudStep.Request, $"Not in term {batch.Term}.", "Nothing to do.", ErrorCodes.NotLeader);
    }

    // Keepers ask from loops of their own.
    LeaseReply? Answer(string agent, LeaseRequest request)
    {
        lock (_gate)
            return Decide(agent, request);
    }

    LeaseReply? Decide(string agent, LeaseRequest request)
    {
        _wishes[agent] = request.Wish;
        if (Failure is not null)
            throw Failure;
        if (IsUnknown)
            return null;

        var handsOver = false;
        if (Holder == agent && _run == request.Run)
            Keep(request);
        else if (request.Wish == LeaseWish.Hold && (Holder is null || _expired || (Holder == agent && request.Starts)))
            (Holder, _run, Term, _expired, handsOver) = (agent, request.Run, Term + 1, false, true);
        return new LeaseReply
        {
            Held = Holder == agent,
            Term = Term,
            Holder = Holder,
            HolderHost = Holder is null ? null : $"{Holder}.corp.example",
            SecondsLeft = _expired || Holder is null ? 0 : 15,
            Position = handsOver ? _position : null,
            Pending = handsOver ? _pending : null,
        };
    }

    void Keep(LeaseRequest request)
    {
        if (request.Term == Term && request.Position is not null)
            (_position, _pending) = (request.Position, request.Pending);
        _expired = request.Wish == LeaseWish.Yield;
        if (request.Wish == LeaseWish.Release)
            Holder = null;
    }

    sealed class Door(FakeLeases leases, string agent) : ICloudLeases
    {
        public Task<LeaseReply?> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken) => Task.FromResult(leases.Answer(agent, request));
    }
}
