namespace Skybridge.Contract;

/// <summary>The body of every refusal of the delivery API and of the administration API.</summary>
public sealed record ErrorReply
{
    /// <summary>A fixed word (<see cref="ErrorCodes"/>).</summary>
    public required string Code { get; init; }

    /// <summary>What was refused and why, in one sentence.</summary>
    public required string Error { get; init; }

    /// <summary>What to do about it, in one sentence.</summary>
    public required string Hint { get; init; }
}

/// <summary>The fixed words of <see cref="ErrorReply.Code"/>.</summary>
public static class ErrorCodes
{
    /// <summary>No such enrolment code.</summary>
    public const string EnrollmentCodeUnknown = "enrollment-code-unknown";

    /// <summary>The enrolment code was used before.</summary>
    public const string EnrollmentCodeUsed = "enrollment-code-used";

    /// <summary>The enrolment code is too old.</summary>
    public const string EnrollmentCodeExpired = "enrollment-code-expired";

    /// <summary>The agent was revoked, or its key is not known.</summary>
    public const string AgentRejected = "agent-credential-rejected";

    /// <summary>The token lets nobody administer: it is missing, too old, or its owner may not any more.</summary>
    public const string AdministratorRejected = "administrator-rejected";

    /// <summary>The request is not what the contract says.</summary>
    public const string MalformedRequest = "malformed-request";

    /// <summary>What was asked for cannot be done as things are; the error and the hint are for the person who asked.</summary>
    public const string NotPossible = "not-possible";

    /// <summary>What was named is not here.</summary>
    public const string NotFound = "not-found";

    /// <summary>More changes or bytes than one request may have.</summary>
    public const string TooLarge = "too-large";

    /// <summary>The domain is in a later epoch than the batch says: ask for the tenant again.</summary>
    public const string EpochOutdated = "epoch-outdated";

    /// <summary>Another agent holds the domain's lease, or this one holds it in another term: nothing of the request was taken.</summary>
    public const string NotLeader = "not-leader";

    /// <summary>Too many requests, or the cloud is busy: come back later.</summary>
    public const string Busy = "busy";
}
