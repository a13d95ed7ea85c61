using System.Globalization;
using Skybridge.Cloud.Hardening;

namespace Skybridge.Cloud.Pages.Account;

/// <summary>What every page that takes a password says when it is not let through: the same words, so that none tells more than another.</summary>
static class SignInMessages
{
    /// <summary>The same for whatever was wrong.</summary>
    public const string Refused =
        "The user name and password do not go together, or this account may not sign in. Check both, and try again.";

    /// <summary>Too many attempts: says when to come back, also to programs.</summary>
    public static string Slow(HttpResponse response, TimeSpan wait)
    {
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return $"There were too many attempts to sign in. Please try again in {InWords(seconds)}.";
    }

    /// <summary>Too many others at this moment: nothing was tried, and nothing counted.</summary>
    public static string Busy(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.Headers.RetryAfter = DerivationTurns.ComeBack.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return "Many people are signing in right now. Please try again in a moment.";
    }

    static string InWords(int seconds) => seconds switch
    {
        1 => "1 second",
        < 90 => $"{seconds} seconds",
        _ => $"{(seconds + 59) / 60} minutes",
    };
}
