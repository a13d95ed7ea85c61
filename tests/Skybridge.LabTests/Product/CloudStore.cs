using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using NSec.Cryptography;
using Skybridge.Cryptography;

namespace Skybridge.LabTests.Product;

/// <summary>The cloud's database, looked at beside the running cloud: where thousands of people are compared, and signing all of them in would take minutes.</summary>
/// <remarks>It checks verifiers with the framework's own PBKDF2 and with Argon2id as its specification says, and not with the product's code.</remarks>
static class CloudStore
{
    const string VerifierPrefix = "v1;PPH1_MD4,";
    const string WrappedPrefix = "v2;ARGON2ID,";
    const string Middle = ";PPH1_MD4,";

    /// <summary>How many people synchronization has brought.</summary>
    public static int CountPeople(ProductLab stack) =>
        Query(stack, "SELECT count(*) FROM users WHERE source = 'Sync' AND deleted_at IS NULL", row => row.GetInt32(0))[0];

    /// <summary>Who is there by account name, and the verifier of the password; empty where there is none.</summary>
    public static IReadOnlyList<(string User, string Verifier)> ReadPeople(ProductLab stack) => Query(
        stack,
        "SELECT sam_account_name, coalesce(verifier, '') FROM users LEFT JOIN credentials ON user_id = id WHERE users.source = 'Sync' AND deleted_at IS NULL ORDER BY 1",
        row => (row.GetString(0), row.GetString(1)));

    /// <summary>Anchor, account name, whether deleted, whether enabled, and verifier of everybody whom synchronization ever brought; on either store.</summary>
    public const string Everybody =
        "SELECT anchor, sam_account_name, deleted_at IS NOT NULL, enabled, coalesce(verifier, '') FROM users LEFT JOIN credentials ON user_id = id WHERE users.source = 'Sync'";

    /// <summary>Everybody whom synchronization ever brought, deleted or not.</summary>
    public static IReadOnlyList<CloudRow> ReadEverybody(ProductLab stack) => Query(
        stack,
        Everybody,
        row => new CloudRow(row.GetString(0), row.GetString(1), row.GetBoolean(2), row.GetBoolean(3), row.GetString(4)));

    /// <summary>The names of the agents that brought anybody last.</summary>
    public static IReadOnlyList<string> ReadDeliverers(ProductLab stack) =>
        Query(stack, "SELECT DISTINCT agents.name FROM users JOIN agents ON delivered_by = agents.id ORDER BY 1", row => row.GetString(0));

    /// <summary>The account names of a group's direct members who are there.</summary>
    public static IReadOnlyList<string> ReadMembers(ProductLab stack, string group) => Query(stack, Members(group), row => row.GetString(0));

    /// <summary>The account names of a group's direct members who are there; on either store.</summary>
    public static string Members(string group) =>
        $"""
        SELECT member.sam_account_name FROM groups JOIN group_members ON group_id = groups.id JOIN users AS member ON member.object_guid = member_guid AND present
        WHERE groups.name = '{group}' AND groups.deleted_at IS NULL AND member.deleted_at IS NULL
        """;

    /// <summary>Whether a stored verifier is that of a password.</summary>
    public static bool Matches(string verifier, string password)
    {
        if (verifier.StartsWith(WrappedPrefix, StringComparison.Ordinal))
            return MatchesWrapped(verifier[WrappedPrefix.Length..].Split(Middle), password);
        if (!verifier.StartsWith(VerifierPrefix, StringComparison.Ordinal))
            return false;

        var parts = verifier[VerifierPrefix.Length..].TrimEnd(';').Split(',');
        return Derive(password, parts[0], parts[1]) == parts[2];
    }

    // An outer hash covers the whole text of the verifier.
    static bool MatchesWrapped(string[] halves, string password)
    {
        var (outer, inner) = (halves[0].Split(','), halves[1].TrimEnd(';').Split(','));
        var algorithm = PasswordBasedKeyDerivationAlgorithm.Argon2id(
            new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = 1024 * int.Parse(outer[0]), NumberOfPasses = int.Parse(outer[1]) });
        var text = $"{VerifierPrefix}{inner[0]},{inner[1]},{Derive(password, inner[0], inner[1])};";
        return Convert.ToHexStringLower(algorithm.DeriveBytes(Encoding.ASCII.GetBytes(text), Convert.FromHexString(outer[2]), 32)) == inner[2];
    }

    static string Derive(string password, string salt, string iterations)
    {
        using var hash = NtHash.FromPassword(password);
        var secret = Encoding.Unicode.GetBytes(Convert.ToHexString(hash.Bytes));
        return Convert.ToHexStringLower(Rfc2898DeriveBytes.Pbkdf2(secret, Convert.FromHexString(salt), int.Parse(iterations), HashAlgorithmName.SHA256, 32));
    }

    /// <summary>How many verifiers still have no outer hash.</summary>
    public static int CountAsDelivered(ProductLab stack) => Query(stack, "SELECT count(*) FROM credentials WHERE hardness = 0", row => row.GetInt32(0))[0];

    /// <summary>How many entries of the audit log have no place in its chain yet.</summary>
    public static int CountUnsealed(ProductLab stack) => Query(stack, "SELECT count(*) FROM audit_entries WHERE position IS NULL", row => row.GetInt32(0))[0];

    /// <summary>Every row of every table but some, as text.</summary>
    public static IReadOnlyList<string> Dump(ProductLab stack, IReadOnlyCollection<string> without) =>
    [
        .. Query(stack, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name", row => row.GetString(0))
            .Where(table => !without.Contains(table))
            .SelectMany(table => Query(
                stack,
                $"SELECT * FROM \"{table}\" ORDER BY 1, 2",
                row => $"{table}: {string.Join('|', Enumerable.Range(0, row.FieldCount).Select(column => row.IsDBNull(column) ? "" : row.GetValue(column) is byte[] bytes ? Convert.ToHexString(bytes) : row.GetValue(column)))}")),
    ];

    static List<T> Query<T>(ProductLab stack, string sql, Func<SqliteDataReader, T> read)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(stack.Cloud.Home, "cloud.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }
}

/// <summary>Somebody in the cloud. Not printed: a verifier is in it.</summary>
sealed class CloudRow(string anchor, string user, bool isDeleted, bool isEnabled, string verifier)
{
    public string Anchor => anchor;

    public string User => user;

    public bool IsDeleted => isDeleted;

    public bool IsEnabled => isEnabled;

    public string Verifier => verifier;
}
