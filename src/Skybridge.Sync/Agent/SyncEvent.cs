namespace Skybridge.Sync.Agent;

/// <summary>How bad an event is.</summary>
public enum EventLevel
{
    /// <summary>Good to know.</summary>
    Information,

    /// <summary>Something is not as it should be, but work goes on.</summary>
    Warning,

    /// <summary>Work does not go on.</summary>
    Error,
}

/// <summary>Something that happened, under the number that administrators know it by. Never holds a secret.</summary>
/// <param name="Id">Rises with every event.</param>
/// <param name="At">When.</param>
/// <param name="Number">Which (<see cref="EventNumbers"/>).</param>
/// <param name="Level">How bad.</param>
/// <param name="Domain">The domain it is about; null for the agent as a whole.</param>
/// <param name="Text">What happened, for people.</param>
public sealed record SyncEvent(long Id, DateTimeOffset At, int Number, EventLevel Level, string? Domain, string Text);

/// <summary>The numbers of events. Up to 667 they mean what they mean to administrators of the original; 700 and above are ours.</summary>
public static class EventNumbers
{
    /// <summary>The service has started.</summary>
    public const int ServiceStarted = 601;

    /// <summary>The service stops.</summary>
    public const int ServiceStopping = 602;

    /// <summary>An error that nobody expected.</summary>
    public const int UnexpectedError = 603;

    /// <summary>So many people would be removed from the cloud at once that none of them is.</summary>
    public const int DeletionsHeld = 116;

    /// <summary>Items were put on the retry list.</summary>
    public const int RetryAdded = 605;

    /// <summary>Items were taken off the retry list.</summary>
    public const int RetryRemoved = 606;

    /// <summary>A domain could not be synchronized.</summary>
    public const int DomainFailed = 611;

    /// <summary>A domain controller could not be used.</summary>
    public const int DomainControllerFailed = 616;

    /// <summary>A full synchronization starts: the forest.</summary>
    public const int FullForestStarted = 617;

    /// <summary>A full synchronization starts: the domain.</summary>
    public const int FullDomainStarted = 618;

    /// <summary>How far a full synchronization of a domain has come.</summary>
    public const int FullDomainProgress = 619;

    /// <summary>Objects that are not tried again until they change.</summary>
    public const int NotRetried = 620;

    /// <summary>An attempt of a full synchronization failed.</summary>
    public const int FullFailed = 621;

    /// <summary>A full synchronization of a domain is complete.</summary>
    public const int FullDomainCompleted = 622;

    /// <summary>A full synchronization of the forest is complete.</summary>
    public const int FullForestCompleted = 623;

    /// <summary>A batch of passwords goes out.</summary>
    public const int BatchStart = 650;

    /// <summary>A batch of passwords was answered.</summary>
    public const int BatchEnd = 651;

    /// <summary>A batch of passwords failed.</summary>
    public const int BatchFailed = 652;

    /// <summary>The heartbeat was answered.</summary>
    public const int HeartbeatEnd = 654;

    /// <summary>The heartbeat failed.</summary>
    public const int HeartbeatFailed = 655;

    /// <summary>A person's password was asked to be changed.</summary>
    public const int PasswordRequest = 656;

    /// <summary>What became of it.</summary>
    public const int PasswordResult = 657;

    /// <summary>One person could not be synchronized on request.</summary>
    public const int SingleFailed = 664;

    /// <summary>The position could not be stored.</summary>
    public const int CheckpointFailed = 665;

    /// <summary>A domain controller answers from another database than before: restored, or another one.</summary>
    public const int NewInvocation = 701;

    /// <summary>A domain controller was put back to an older state without saying so.</summary>
    public const int UsnRollback = 702;

    /// <summary>The tenant's features changed.</summary>
    public const int TenantChanged = 703;

    /// <summary>What had failed works again.</summary>
    public const int Recovered = 704;

    /// <summary>Changed settings are taken up.</summary>
    public const int SettingsTakenUp = 705;

    /// <summary>A cause was found.</summary>
    public const int CauseFound = 706;

    /// <summary>A cause is gone.</summary>
    public const int CauseCleared = 707;

    /// <summary>The hourly proof could not be made.</summary>
    public const int ProofFailed = 708;

    /// <summary>Staging mode was turned on or off.</summary>
    public const int StagingChanged = 714;

    /// <summary>Another domain controller is read than before.</summary>
    public const int DomainControllerChanged = 720;

    /// <summary>A domain controller does not get what another one has; another is read.</summary>
    public const int DomainControllerLags = 721;

    /// <summary>It does again.</summary>
    public const int DomainControllerCaughtUp = 722;

    /// <summary>This agent leads a domain: of several, it is the one that delivers.</summary>
    public const int LeaseTaken = 730;

    /// <summary>This agent does not lead a domain any more.</summary>
    public const int LeaseLost = 731;

    /// <summary>Another agent leads a domain; this one stands by.</summary>
    public const int StandingBy = 732;

    /// <summary>The scope of a domain changed.</summary>
    public const int ScopeChanged = 709;

    /// <summary>Groups and memberships were delivered, or refused.</summary>
    public const int GroupsDelivered = 711;

    /// <summary>Deletions that were held were allowed by an operator.</summary>
    public const int DeletionsReleased = 712;

    /// <summary>The cloud does not have everything any more that it acknowledged.</summary>
    public const int CloudForgot = 713;
}
