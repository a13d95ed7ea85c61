using System.Globalization;

namespace Skybridge.CommandLine;

/// <summary>Values as people read them in tables.</summary>
public static class Show
{
    /// <summary>A moment in UTC, to the second.</summary>
    public static string? Moment(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Yes or no.</summary>
    public static string YesNo(bool value) => value ? "yes" : "no";
}
