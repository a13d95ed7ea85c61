namespace Skybridge.Sync.Engine;

/// <summary>The fixed words for why a person or their password is not synchronized. Each has a page in <c>docs/causes</c>.</summary>
public static class Reasons
{
    /// <summary>Not an ordinary user: inetOrgPerson, computer, contact, trust, critical system object.</summary>
    public const string NotAUser = "not-a-user";

    /// <summary>Not in the configured scope.</summary>
    public const string OutOfScope = "out-of-scope";

    /// <summary>In scope, but the password is not to be synchronized.</summary>
    public const string PasswordSyncExcluded = "password-sync-excluded";

    /// <summary>Disabled in the source directory.</summary>
    public const string AccountDisabled = "account-disabled";

    /// <summary>Past its <c>accountExpires</c>: the password is synchronized, sign-in is refused.</summary>
    public const string AccountExpired = "account-expired";

    /// <summary>"Must change password at next logon" is set.</summary>
    public const string TemporaryPassword = "temporary-password";

    /// <summary>The account never had a password.</summary>
    public const string NoPassword = "no-password";

    /// <summary>The cloud refused the person.</summary>
    public const string NotExported = "not-exported";

    /// <summary>The tenant's password synchronization is off.</summary>
    public const string PasswordSyncDisabled = "password-sync-disabled";

    /// <summary>This agent is in staging mode.</summary>
    public const string StagingMode = "staging-mode";

    /// <summary>On the retry list: the last attempt failed.</summary>
    public const string LastAttemptFailed = "last-attempt-failed";
}
