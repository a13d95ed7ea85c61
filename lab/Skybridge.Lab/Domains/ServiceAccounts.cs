using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Skybridge.Lab.Domains;

/// <summary>The accounts that are not people, with passwords made for this one lab. Not a record: a record prints its members.</summary>
public sealed class ServiceAccounts
{
    /// <summary>The first of the two connector accounts has exactly the two replication rights, the other none.</summary>
    public const string Connector = "svc-sync", Powerless = "svc-noright", AdministratorName = "Administrator";

    [JsonConstructor]
    internal ServiceAccounts(string administratorPassword, string connectorPassword, string powerlessPassword)
    {
        AdministratorPassword = administratorPassword;
        ConnectorPassword = connectorPassword;
        PowerlessPassword = powerlessPassword;
    }

    public string AdministratorPassword { get; }

    public string ConnectorPassword { get; }

    public string PowerlessPassword { get; }

    internal static ServiceAccounts Create() => new(NewPassword(), NewPassword(), NewPassword());

    // 120 bits of letters and digits, and one of each class in case the domain is given a stricter policy later.
    static string NewPassword() => RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789", 22) + "-aZ9";
}
