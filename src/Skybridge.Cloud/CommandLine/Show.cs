using System.Globalization;

namespace Skybridge.Cloud.CommandLine;

/// <summary>Values as people read them in tables.</summary>
static class Show
{
    /// <summary>A moment in UTC, to the second.</summary>
    public static string? Moment(DateTimeOffset? moment) => moment?.UtcDateTime.ToString(
        "yyyy-MM-dd HH:mm:ss'Z'",
        CultureInfo.InvariantCulture);

    public static string YesNo(bool value) => value ? "yes" : "no";
}
