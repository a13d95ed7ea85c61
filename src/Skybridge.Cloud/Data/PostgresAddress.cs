using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Npgsql;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.Data;

/// <summary>
/// Reads how an operator names a PostgreSQL database: <c>postgresql://user@host/database</c>, libpq's <c>host=… dbname=…</c>, or .NET's
/// <c>Host=…;Database=…</c>. A password is not taken in any of them: arguments are seen by everybody on the machine.
/// </summary>
static partial class PostgresAddress
{
    const string Hint = "Give --postgres an address such as postgresql://skybridge@db.example/skybridge?sslmode=verify-full.";

    static readonly Dictionary<string, string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["dbname"] = "Database",
        ["user"] = "Username",
        ["hostaddr"] = "Host",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["connect_timeout"] = "Timeout",
    };

    /// <summary>Reads an address.</summary>
    /// <returns>The connection as the settings keep it.</returns>
    /// <exception cref="OperatorException">It cannot be read, names no database, or has a password in it.</exception>
    public static string Parse(string text)
    {
        var parts = new NpgsqlConnectionStringBuilder();
        try
        {
            foreach (var (word, value) in Read(text.Trim()))
                parts[Words.GetValueOrDefault(word, word.Replace('_', ' '))] = IsSslMode(word) ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or UriFormatException or KeyNotFoundException or OverflowException)
        {
            // Never the text itself: it may hold a password that was meant to be somewhere else.
            throw new OperatorException("The address of the PostgreSQL database cannot be understood.", Hint, error);
        }

        RequireNoSecret(parts);
        if (string.IsNullOrEmpty(parts.Host) || string.IsNullOrEmpty(parts.Database))
            throw new OperatorException("The address of the PostgreSQL database names no host or no database.", Hint);

        return WithDefaults(parts).ConnectionString;
    }

    static bool IsSslMode(string word) => word.Replace(" ", "", StringComparison.Ordinal).Equals("sslmode", StringComparison.OrdinalIgnoreCase);

    static void RequireNoSecret(NpgsqlConnectionStringBuilder parts)
    {
        if (parts.Password is null && parts.SslPassword is null)
            return;

        throw new OperatorException(
            "There is a password in the address of the PostgreSQL database, where everybody on this machine can see it.",
            "Leave it out; give --postgres-password-file FILE, or PGPASSFILE or PGPASSWORD in the environment of every command. And change that password.");
    }

    // Whoever is cut off from a server, or whose server is no longer the primary, notices within seconds.
    static NpgsqlConnectionStringBuilder WithDefaults(NpgsqlConnectionStringBuilder parts)
    {
        parts.TryAdd("Application Name", "skybridge-cloud");
        parts.TryAdd("Timeout", 5);
        parts.TryAdd("Command Timeout", 20);
        parts.TryAdd("Keepalive", 5);
        if (!parts.Host!.Contains(','))
            return parts;

        parts.TryAdd("Target Session Attributes", "read-write");
        parts.TryAdd("Host Recheck Seconds", 1);
        return parts;
    }

    static void TryAdd(this NpgsqlConnectionStringBuilder parts, string word, object value)
    {
        if (!parts.ShouldSerialize(word))
            parts[word] = value;
    }

    static IEnumerable<(string Word, string Value)> Read(string text)
    {
        if (text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase))
            return ReadUri(text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..]);
        if (!text.Contains(';') && Pairs().Count(text) > 1)
            return Pairs().Matches(text).Select(pair => (pair.Groups["word"].Value, Unquote(pair.Groups["value"].Value)));

        var given = new System.Data.Common.DbConnectionStringBuilder { ConnectionString = text };
        return given.Keys.Cast<string>().Select(word => (word, (string)given[word]));
    }

    // Not System.Uri's: several hosts, and sockets' folders, are names that it does not take.
    [SuppressMessage("Globalization", "CA1310", Justification = "Characters, compared by their numbers.")]
    static IEnumerable<(string Word, string Value)> ReadUri(string text)
    {
        var query = text.Split('?', 2);
        var path = query[0].Split('/', 2);
        var at = path[0].LastIndexOf('@');
        if (at >= 0)
        {
            var user = path[0][..at].Split(':', 2);
            yield return ("Username", Uri.UnescapeDataString(user[0]));
            if (user.Length > 1)
                yield return ("Password", Uri.UnescapeDataString(user[1]));
        }

        var hosts = path[0][(at + 1)..];
        if (hosts.Length > 0)
            yield return ("Host", Uri.UnescapeDataString(hosts));
        if (path.Length > 1)
            yield return ("Database", Uri.UnescapeDataString(path[1]));
        foreach (var pair in query.Skip(1).SelectMany(rest => rest.Split('&', StringSplitOptions.RemoveEmptyEntries)))
        {
            var sides = pair.Split('=', 2);
            yield return (sides[0], Uri.UnescapeDataString(sides.ElementAtOrDefault(1) ?? ""));
        }
    }

    static string Unquote(string value) =>
        value is ['\'', .. var inner, '\''] ? inner.Replace("\\'", "'", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal) : value;

    [GeneratedRegex(@"(?<word>\w+)\s*=\s*(?<value>'(?:[^'\\]|\\.)*'|[^\s']*)")]
    private static partial Regex Pairs();
}
