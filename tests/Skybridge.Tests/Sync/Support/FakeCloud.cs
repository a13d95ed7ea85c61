using Skybridge.Contract;
using Skybridge.Cryptography;
using Skybridge.Sync.Cloud;

namespace Skybridge.Tests.Sync.Support;

/// <summary>What a <see cref="FakeCloud"/> keeps of a person.</summary>
sealed record FakePerson
{
    public PersonImage? Image { get; init; }

    public RemovalReason? Removed { get; init; }

    public PasswordVerifier? Verifier { get; init; }

    public PasswordVersion? Version { get; init; }

    public bool MustChange { get; init; }
}

/// <summary>A cloud in memory that decides about versions as the real one does, and says no where the test wants it to.</summary>
sealed partial class FakeCloud : ICloudConnector
{
    readonly List<DeliveryBatch> _batches = [];

    public Dictionary<SourceAnchor, FakePerson> People { get; } = [];

    public TenantState Tenant { get; set; } = new()
    {
        TenantId = Guid.NewGuid(),
        Name = "Example",
        PasswordSync = true,
        ForcePasswordChange = false,
        VerifiedDomains = ["corp.example"],
    };

    public List<EpochRequest> EpochRequests { get; } = [];

    /// <summary>Every batch that arrived, heartbeats left out, also those that were refused.</summary>
    public IReadOnlyList<DeliveryBatch> Batches => _batches;

    /// <summary>How many batches without changes arrived.</summary>
    public int Heartbeats { get; private set; }

    /// <summary>Looked at before anything else, whatever is asked.</summary>
    public Action Reached { get; set; } = () => { };

    /// <summary>Refuses a batch as a whole by throwing; nothing of it is taken then.</summary>
    public Action<DeliveryBatch> Accept { get; set; } = _ => { };

    /// <summary>Called when a batch was taken: what it throws is all that the agent hears.</summary>
    public Action<DeliveryBatch> Taken { get; set; } = _ => { };

    /// <summary>Says something else of one change than the rules; null for the rules.</summary>
    public Func<DirectoryChange, DeliveryOutcome?> Judge { get; set; } = _ => null;

    /// <summary>How many verifiers arrived for an object, taken or not.</summary>
    public int Verifiers(Guid objectGuid) =>
        _batches.SelectMany(batch => batch.Changes).Count(change => change.ObjectGuid == objectGuid && change.Password?.Verifier is not null);

    public FakePerson? Find(Guid objectGuid) => People.GetValueOrDefault(SourceAnchor.FromObjectGuid(objectGuid));

    /// <summary>Whether a person would be signed in with the password.</summary>
    public bool Takes(Guid objectGuid, string password)
    {
        using var hash = NtHash.FromPassword(password);
        return Find(objectGuid) is { Removed: null, Image.Enabled: true, Verifier: { } verifier } && verifier.Matches(hash);
    }

    public Task<TenantState> GetTenantAsync(string domain, CancellationToken cancellationToken)
    {
        Reached();
        return Task.FromResult(Tenant);
    }

    public Task<DeliveryReceipt> DeliverAsync(DeliveryBatch batch, CancellationToken cancellationToken)
    {
        Reached();
        if (batch.Changes.Count == 0)
            Heartbeats++;
        else
            _batches.Add(batch);
        Accept(batch);
        if (batch.Epoch != Tenant.Epoch)
            throw new CloudException(CloudStep.Request, $"The domain is in epoch {Tenant.Epoch}.", "Ask again.", ErrorCodes.EpochOutdated);

        var outcomes = batch.Changes.Select(change => Judge(change) ?? Apply(change)).ToList();
        Taken(batch);
        return Task.FromResult(new DeliveryReceipt { Sequence = batch.Sequence, Outcomes = outcomes, Tenant = Tenant });
    }

    public Task<TenantState> BeginEpochAsync(EpochRequest request, CancellationToken cancellationToken)
    {
        Reached();
        EpochRequests.Add(request);
        if (request.Ended == Tenant.Epoch)
            Tenant = Tenant with { Epoch = request.Ended + 1 };
        return Task.FromResult(Tenant);
    }

    DeliveryOutcome Apply(DirectoryChange change)
    {
        var outcome = new DeliveryOutcome { Anchor = change.Anchor, Status = DeliveryStatus.Success };
        if (change.Removal is { } reason)
        {
            if (People.TryGetValue(change.Anchor, out var leaver))
                People[change.Anchor] = leaver with { Removed = reason };
            return outcome;
        }

        if (change.Person is { } image)
        {
            People[change.Anchor] = People.GetValueOrDefault(change.Anchor, new FakePerson()) with { Image = image, Removed = null };
            outcome = outcome with { UserName = image.UserName };
        }

        return change.Password is { } password ? Apply(change.Anchor, password, outcome) : outcome;
    }

    DeliveryOutcome Apply(SourceAnchor anchor, PasswordChange password, DeliveryOutcome outcome)
    {
        if (People.GetValueOrDefault(anchor) is not { Removed: null } person)
            return outcome with { Status = DeliveryStatus.NoTargetConnection, Reason = RefusalReasons.UnknownPerson };

        var order = person.Version is { } version ? password.Version.CompareTo(version) : 1;
        if (order < 0 || (order == 0 && !password.Reassert && !password.Absent))
            return outcome;
        if (password.Absent)
        {
            People[anchor] = person with { Verifier = null, Version = person.Verifier is null ? person.Version : password.Version };
            return outcome;
        }

        if (!Tenant.PasswordSync)
            return outcome with { Status = DeliveryStatus.Error, Reason = RefusalReasons.PasswordSyncDisabled, Permanent = true };
        if (password.MustChange && !Tenant.ForcePasswordChange)
            return outcome with { Status = DeliveryStatus.FilteredByTarget };
        if (password.Verifier is null)
            return outcome with { PasswordWanted = true };

        People[anchor] = person with { Verifier = password.Verifier, Version = password.Version, MustChange = password.MustChange };
        return outcome;
    }
}
