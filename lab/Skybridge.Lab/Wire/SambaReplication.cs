using System.Text.Json;
using System.Text.Json.Serialization;
using Skybridge.Lab.Domains;
using Skybridge.Lab.Processes;

namespace Skybridge.Lab.Wire;

/// <summary>Samba's own replication client (python3-samba), which shares no code with ours: to prove rights, and to measure against.</summary>
public static class SambaReplication
{
    /// <summary>Attributes by Samba's default prefix table.</summary>
    public const uint UnicodePwd = 0x9005a, SamAccountName = 0x900dd, UserAccountControl = 0x90008, PwdLastSet = 0x90060;

    /// <summary>Reads the domain's naming context whole.</summary>
    /// <param name="attributes">The partial attribute set; none is everything, secrets included.</param>
    public static async Task<SambaReplicationResult> RunAsync(
        SambaDomainController domain,
        string user,
        string password,
        IReadOnlyList<uint> attributes,
        SambaReplicationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new();
        var ask = new SambaReplicationRequest(
            domain.SmbConf,
            domain.Krb5Conf,
            domain.Options.Address.ToString(),
            domain.Options.FullHostName,
            user,
            password,
            domain.Options.NetBiosName,
            domain.Options.Realm,
            options.NamingContext ?? domain.Options.BaseDn,
            attributes,
            options.MaxObjects,
            options.CountPasswords,
            options.Kerberos);
        string[] arguments = [Path.Combine(LabPaths.Scripts, "replicate.py")];
        var input = JsonSerializer.Serialize(ask, SambaReplicationJson.Default.SambaReplicationRequest);
        var output = await Tool.CheckAsync("python3", arguments, "Is python3-samba installed?", input, cancellationToken);
        return JsonSerializer.Deserialize(output, SambaReplicationJson.Default.SambaReplicationResult)!;
    }
}

/// <summary>How to ask.</summary>
public sealed record SambaReplicationOptions
{
    /// <summary>The domain's unless named.</summary>
    public string? NamingContext { get; init; }

    /// <summary>Per reply; Samba sends at most 1000.</summary>
    public int MaxObjects { get; init; } = 1000;

    /// <summary>Looking into every object in Python costs more than reading it: off when measuring.</summary>
    public bool CountPasswords { get; init; } = true;

    public bool Kerberos { get; init; }
}

/// <summary>What came, and how long it took.</summary>
/// <param name="Error">What the domain controller said, when it refused.</param>
/// <param name="Code">Its code: 8453 is access denied.</param>
/// <param name="ConnectSeconds">To the bound handle.</param>
/// <param name="CpuSeconds">Of the client, during the replication.</param>
public sealed record SambaReplicationResult(
    int Objects, int Passwords, int Pages, double ConnectSeconds, double Seconds, double CpuSeconds, string? Error, long? Code);

/// <summary>Its input. Internal and short-lived: it holds a password.</summary>
sealed class SambaReplicationRequest(
    string smbConf,
    string krb5Conf,
    string address,
    string hostName,
    string user,
    string password,
    string netbios,
    string realm,
    string namingContext,
    IReadOnlyList<uint> attributes,
    int maxObjects,
    bool countPasswords,
    bool kerberos)
{
    public string SmbConf => smbConf;
    public string Krb5Conf => krb5Conf;
    public string Address => address;
    public string HostName => hostName;
    public string User => user;
    public string Password => password;
    public string Netbios => netbios;
    public string Realm => realm;
    public string NamingContext => namingContext;
    public IReadOnlyList<uint> Attributes => attributes;
    public int MaxObjects => maxObjects;
    public bool CountPasswords => countPasswords;
    public bool Kerberos => kerberos;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SambaReplicationRequest))]
[JsonSerializable(typeof(SambaReplicationResult))]
sealed partial class SambaReplicationJson : JsonSerializerContext;
