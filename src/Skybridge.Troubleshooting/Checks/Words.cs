using System.Globalization;
using Skybridge.Contract;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>How things are said in findings.</summary>
static class Words
{
    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Ago(TimeSpan span)
    {
        var (number, unit) = span switch
        {
            { TotalSeconds: < 120 } => (Math.Max(0, span.TotalSeconds), "s"),
            { TotalMinutes: < 120 } => (span.TotalMinutes, "min"),
            { TotalHours: < 48 } => (span.TotalHours, "h"),
            _ => (span.TotalDays, "days"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{number:0} {unit}");
    }

    public static string Size(long bytes)
    {
        var (number, unit) = bytes switch
        {
            < 1L << 20 => (bytes / 1024d, "KiB"),
            < 1L << 30 => (bytes / (double)(1L << 20), "MiB"),
            _ => (bytes / (double)(1L << 30), "GiB"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{number:0.#} {unit}");
    }

    /// <summary>The account as commands that take no user principal name want it.</summary>
    public static string AccountName(string account)
    {
        var at = account.IndexOf('@', StringComparison.Ordinal);
        return at > 0 ? account[..at] : account;
    }

    public static string Of(SignInMethod method) => method switch
    {
        SignInMethod.PasswordHash => "password-hash",
        SignInMethod.Federation => "federation",
        _ => "do-not-configure",
    };

    public static string Ports(ControllerSight controller) => string.Join("; ", controller.Ports.Select(port => $"TCP {port.Number} ({port.Purpose}) {port.State switch
    {
        PortState.Answers => "answers",
        PortState.Mute => "takes connections and says nothing",
        PortState.Refused => "refuses connections",
        _ => "gives no sign of life",
    }}"));
}
