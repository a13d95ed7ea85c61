namespace Skybridge.Cloud;

/// <summary>
/// Everything that the cloud logs, numbered once and for all. No message has a place for a password, a verifier, a token or a typed name.
/// </summary>
static partial class Log
{
    [LoggerMessage(5101, LogLevel.Warning, "Batch {Sequence} of agent {Agent} was not stored as a whole; it is stored change by change.")]
    public static partial void BatchStoredOneByOne(this ILogger logger, Exception failure, string agent, long sequence);

    [LoggerMessage(5102, LogLevel.Error, "A change that agent {Agent} delivered about {Anchor} was not stored.")]
    public static partial void ChangeNotStored(this ILogger logger, Exception failure, string agent, string anchor);

    [LoggerMessage(5103, LogLevel.Error, "The database cannot take anything now; agents are asked to come back.")]
    public static partial void StoreNotReady(this ILogger logger, Exception failure);

    [LoggerMessage(5104, LogLevel.Information, "Took batch {Sequence} of agent {Agent} for {Domain} in term {Term}: {Changes} changes.")]
    public static partial void BatchTaken(this ILogger logger, long sequence, string agent, string domain, long? term, int changes);

    [LoggerMessage(5105, LogLevel.Warning, "Refused what agent {Agent} sent for {Domain} in term {Term}: it does not hold the lease in that term.")]
    public static partial void NotLeader(this ILogger logger, string agent, string domain, long? term);

    [LoggerMessage(
        5201,
        LogLevel.Warning,
        "An account has to wait after {Count} wrong passwords (person {Person}, none when the name is nobody's).")]
    public static partial void AccountSlowed(this ILogger logger, Guid? person, int count);

    [LoggerMessage(5211, LogLevel.Warning, "The provider {Issuer} of {Domain} did not answer; its people are told to try again.")]
    public static partial void ProviderUnreachable(this ILogger logger, Exception failure, string domain, string issuer);

    [LoggerMessage(5212, LogLevel.Warning, "An answer of {Domain}'s provider was not taken: {Kind} {Reason}")]
    public static partial void FederatedAnswerRefused(this ILogger logger, string domain, string kind, string reason);

    [LoggerMessage(5301, LogLevel.Information, "Purged {People} people and {Groups} groups that left 30 days ago, and {Tokens} tokens that ran out.")]
    public static partial void Purged(this ILogger logger, int people, int groups, long tokens);

    [LoggerMessage(5401, LogLevel.Information, "Put {Count} verifiers inside an outer hash (Argon2id, {MemoryMiB} MiB, {Passes} passes); none is left as it was delivered.")]
    public static partial void Hardened(this ILogger logger, int count, int memoryMiB, int passes);

    [LoggerMessage(5402, LogLevel.Warning, "The database did not take verifiers with their outer hash; it is tried again in ten minutes.")]
    public static partial void HardeningInterrupted(this ILogger logger, Exception failure);

    [LoggerMessage(5501, LogLevel.Information, "New connections are shown another certificate: {Subject}, good until {End:yyyy-MM-dd}.")]
    public static partial void CertificateTaken(this ILogger logger, string subject, DateTime end);

    [LoggerMessage(5502, LogLevel.Warning, "The certificate's files changed and cannot be used; new connections are shown the one from before.")]
    public static partial void CertificateNotTaken(this ILogger logger, Exception failure);

    [LoggerMessage(5503, LogLevel.Warning, "A connection of {Proxy}, which is a trusted proxy, was closed: its PROXY header cannot be read ({Reason}).")]
    public static partial void ProxyHeaderRefused(this ILogger logger, System.Net.EndPoint? proxy, string reason);

    [LoggerMessage(5601, LogLevel.Information, "The audit log's head is {Position}:{Hash}. `skybridge-cloud audit verify --head` checks that it is in the chain still.")]
    public static partial void AuditHead(this ILogger logger, long position, string hash);

    [LoggerMessage(5602, LogLevel.Warning, "New entries of the audit log could not be put into its chain; it is tried again in seconds.")]
    public static partial void AuditNotSealed(this ILogger logger, Exception failure);

    [LoggerMessage(5302, LogLevel.Warning, "The purge did not finish; it is tried again in an hour.")]
    public static partial void PurgeFailed(this ILogger logger, Exception failure);
}
