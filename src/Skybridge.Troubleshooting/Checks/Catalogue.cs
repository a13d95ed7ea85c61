namespace Skybridge.Troubleshooting.Checks;

/// <summary>Every check, in the order in which what they find is to be mended.</summary>
public static class Catalogue
{
    /// <summary>The checks of the agent, its cloud and its domains.</summary>
    public static IReadOnlyList<Check> General { get; } =
    [
        new StoreUnusable(),
        new CloudUnreachable(),
        new AgentCredentialRejected(),
        new DisabledBySignInChange(),
        new PasswordSyncDisabled(),
        new ConnectorDisabled(),
        new StagingMode(),
        new DomainNotFound(),
        new DomainControllerUnreachable(),
        new PortBlocked(),
        new ClockSkew(),
        new KerberosUnavailable(),
        new ConnectorAccountRejected(),
        new ReplicationDisabled(),
        new ReplicationRightsMissing(),
        new HeartbeatMissing(),
        new DeliveryFailing(),
        new DomainControllerRestored(),
        new DomainControllerLagging(),
        new AccountOverPrivileged(),
    ];

    /// <summary>Those that ask no domain controller, and so can be run every minute.</summary>
    public static IReadOnlyList<Check> Cheap { get; } = [.. General.Where(check => check is not ControllerCheck
        and not (DomainNotFound or ConnectorAccountRejected or ReplicationRightsMissing or AccountOverPrivileged))];

    /// <summary>The checks of one person.</summary>
    public static IReadOnlyList<Check> OfPerson { get; } =
    [
        new UserNotFound(),
        new NotAUser(),
        new OutOfScope(),
        new PasswordSyncExcluded(),
        new AccountDisabled(),
        new AccountExpired(),
        new NoPassword(),
        new TemporaryPassword(),
        new NotExported(),
        new NoRecentAttempt(),
        new LastAttemptFailed(),
        new CloudPasswordOverridden(),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Check> All { get; } = [.. General, .. OfPerson];

    /// <summary>The check of a cause; null for a word that is none.</summary>
    public static Check? Find(string slug) => All.FirstOrDefault(check => check.Slug == slug);
}
