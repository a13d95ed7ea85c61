namespace Skybridge.Cloud.Data;

/// <summary>Who did what, when. Entries are only ever added, and given a place in the <see cref="AuditChain"/> once.</summary>
sealed class AuditEntry
{
    public long Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Who: <c>cli:name@host</c>, <c>admin:name</c>, <c>client:id</c>, <c>agent:name</c>, <c>user:id</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>What (<see cref="AuditActions"/>).</summary>
    public required string Action { get; init; }

    /// <summary>To whom or what; null when the action says it all.</summary>
    public string? Target { get; init; }

    /// <summary>More, as a JSON object of texts; never a secret.</summary>
    public required string Detail { get; init; }

    /// <summary>The place in the chain, from 1; null until it was given.</summary>
    public long? Position { get; set; }

    /// <summary>The hash of the chain up to here, in lower-case hexadecimal digits.</summary>
    public string? Hash { get; set; }
}

/// <summary>The fixed words of <see cref="AuditEntry.Action"/>.</summary>
static class AuditActions
{
    public const string TenantCreated = "tenant.created";
    public const string AgentInvited = "agent.invited";
    public const string AgentEnrolled = "agent.enrolled";
    public const string AgentRevoked = "agent.revoked";
    public const string DomainAdded = "domain.added";
    public const string DomainVerified = "domain.verified";
    public const string EpochRaised = "domain.epoch-raised";
    public const string LeaseTaken = "lease.taken";
    public const string SignInChanged = "sign-in.changed";
    public const string FeatureChanged = "feature.changed";
    public const string UserCreated = "user.created";
    public const string UserChanged = "user.changed";
    public const string UserPasswordReset = "user.password-reset";
    public const string UserPasswordChanged = "user.password-changed";
    public const string PasswordPolicyChanged = "password-policy.changed";
    public const string PasswordsPurged = "passwords.purged";
    public const string BackupMade = "backup.made";
    public const string BackupRestored = "backup.restored";
    public const string StoreMoved = "store.moved";
    public const string UserSignedIn = "user.signed-in";
    public const string FederatedSignInRefused = "user.federated-sign-in-refused";
    public const string AccountSlowed = "account.slowed";
    public const string AdministrationGranted = "administration.granted";
    public const string AdministrationDenied = "administration.denied";
    public const string ClientAdded = "client.added";
    public const string ClientRemoved = "client.removed";
}
