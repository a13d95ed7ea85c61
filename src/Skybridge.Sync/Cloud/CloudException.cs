namespace Skybridge.Sync.Cloud;

/// <summary>At which step the way to the cloud ended.</summary>
public enum CloudStep
{
    /// <summary>The cloud's name has no address.</summary>
    Resolve,

    /// <summary>The TCP connection.</summary>
    Connect,

    /// <summary>The TLS handshake: a certificate that is not trusted, most of the time.</summary>
    Secure,

    /// <summary>The HTTP exchange: no answer, or one that no delivery API gives.</summary>
    Exchange,

    /// <summary>The cloud refused this agent.</summary>
    Authenticate,

    /// <summary>The cloud refused the request.</summary>
    Request,
}

/// <summary>The cloud could not be reached, or said no.</summary>
public sealed class CloudException : Exception
{
    /// <summary>Creates an exception.</summary>
    /// <param name="step">Where it ended.</param>
    /// <param name="message">What was tried, on what, and what came back.</param>
    /// <param name="hint">What to do.</param>
    /// <param name="code">The fixed word of the refusal (<see cref="Contract.ErrorCodes"/>), when there was one.</param>
    /// <param name="innerException">What led to it.</param>
    public CloudException(CloudStep step, string message, string hint, string? code = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Step = step;
        Hint = hint;
        Code = code;
    }

    /// <summary>Where it ended.</summary>
    public CloudStep Step { get; }

    /// <summary>What to do.</summary>
    public string Hint { get; }

    /// <summary>The fixed word of the refusal; null when there was none.</summary>
    public string? Code { get; }

    /// <summary>The HTTP status of the refusal; null when there was no answer.</summary>
    public int? StatusCode { get; init; }

    /// <summary>How long the cloud asks to wait before the next request; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the cloud has something against what is in the request: with less in it, it may pass.</summary>
    public bool IsAboutContent => Step == CloudStep.Request && StatusCode is 400 or 413 or 422;

    /// <summary>Whether the same request may succeed later without anybody's help.</summary>
    public bool IsTransient => Step is CloudStep.Resolve or CloudStep.Connect or CloudStep.Exchange || Code == Contract.ErrorCodes.Busy;

    /// <summary>The slug of the cause.</summary>
    public string Cause => Step switch
    {
        CloudStep.Authenticate => "agent-credential-rejected",
        CloudStep.Request => "delivery-failing",
        _ => "cloud-unreachable",
    };
}
