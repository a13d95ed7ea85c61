using Skybridge.Contract;

namespace Skybridge.Cloud.Delivery;

/// <summary>The delivery API refuses a request, and says so in the contract's words.</summary>
sealed class ApiRefusalException(int statusCode, string code, string error, string hint) : Exception(error)
{
    public int StatusCode { get; } = statusCode;

    /// <summary>When to come back, for refusals that pass.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public ErrorReply Reply { get; } = new() { Code = code, Error = error, Hint = hint };

    /// <summary>The request is not what the contract says.</summary>
    public static ApiRefusalException Malformed(string error, int statusCode = StatusCodes.Status400BadRequest) =>
        new(
            statusCode,
            ErrorCodes.MalformedRequest,
            error,
            "Agent and cloud must speak the same version of the contract: update the older one.");

    /// <summary>An address of the administration API asks for something wrongly.</summary>
    public static ApiRefusalException Wrong(string error) =>
        new(StatusCodes.Status400BadRequest, ErrorCodes.MalformedRequest, error, "docs/cloud.md, \"Administration from afar\", says what each address takes.");

    /// <summary>What an address of the administration API names is not here.</summary>
    public static ApiRefusalException NotFound(string error, string hint) => new(StatusCodes.Status404NotFound, ErrorCodes.NotFound, error, hint);

    /// <summary>More changes, people or bytes than one request may have.</summary>
    public static ApiRefusalException TooLarge(string error) =>
        new(StatusCodes.Status413PayloadTooLarge, ErrorCodes.TooLarge, error, "Send it in smaller parts.");

    /// <summary>The cloud cannot take it now.</summary>
    public static ApiRefusalException Busy(string error, string hint = "Send the same request again later; nothing of it was taken.") =>
        new(StatusCodes.Status503ServiceUnavailable, ErrorCodes.Busy, error, hint) { RetryAfter = TimeSpan.FromSeconds(5) };

    /// <summary>The caller is not an agent that is let in.</summary>
    public static ApiRefusalException Rejected(string error) =>
        new(
            StatusCodes.Status401Unauthorized,
            ErrorCodes.AgentRejected,
            error,
            "Look at `skybridge-cloud agent list`; enrol the agent again if it should be let in.");
}
