using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Skybridge.Lab.ActiveDirectory;
using Skybridge.Lab.People;
using Skybridge.Lab.Processes;
using Skybridge.Lab.Wire;

namespace Skybridge.Lab.Domains;

/// <summary>A real Active Directory domain controller: Debian's Samba on a loopback address, with everything it writes in one folder.</summary>
/// <example><code>
/// await using var domain = await SambaDomainController.CreateAsync(new() { Home = folder });
/// await domain.StartAsync();
/// await domain.Directory.SetPasswordAsync("ada.lovelace", "a new one");
/// </code></example>
public sealed partial class SambaDomainController : IAsyncDisposable
{
    static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(20);

    readonly Action<string> _progress;
    readonly ShortPath _root;

    SambaDomainController(DomainControllerOptions options, ShortPath root, Action<string>? progress)
    {
        _progress = progress ?? (_ => { });
        _root = root;
        Options = options;
        People = Read(Provisioner.PeopleFileName, PeopleJson.Default.IReadOnlyListPerson);
        Accounts = Read(Provisioner.AccountsFileName, PeopleJson.Default.ServiceAccounts);
        Directory = new(SmbConf, Path.Combine(Home, "directory.log"));
        Kerberos = new(Krb5Conf);
        Ldap = new(options.Address, options.FullHostName, CaFile);
    }

    public DomainControllerOptions Options { get; }

    public string Home => Options.Home;

    /// <summary>The people of the people file.</summary>
    public IReadOnlyList<Person> People { get; }

    /// <summary>The people in bulk, in the order of their numbers.</summary>
    public IEnumerable<Person> BulkPeople => Options.Population.Bulk?.Of(Options.Domain, Options.BaseDn) ?? [];

    /// <summary>Administrator, connector account, and an account without rights.</summary>
    public ServiceAccounts Accounts { get; }

    /// <summary>Changes and reads the directory, whether Samba runs or not.</summary>
    public DirectoryDriver Directory { get; }

    /// <summary>Proves and changes passwords over Kerberos.</summary>
    public KerberosClient Kerberos { get; }

    /// <summary>Proves passwords over LDAPS, with Active Directory's reasons.</summary>
    public LdapLogon Ldap { get; }

    public string SmbConf => Path.Combine(_root.Path, "etc/smb.conf");

    /// <summary>For <c>KRB5_CONFIG</c> of any tool.</summary>
    public string Krb5Conf => Path.Combine(_root.Path, "etc/krb5.conf");

    /// <summary>Whom to trust for LDAPS.</summary>
    public string CaFile => Path.Combine(_root.Path, "private/tls/ca.pem");

    /// <summary>Makes a stopped domain controller in its home, from the cache or anew; what a former one left there goes.</summary>
    /// <param name="progress">Told what takes time.</param>
    public static async Task<SambaDomainController> CreateAsync(
        DomainControllerOptions options, Action<string>? progress = null, CancellationToken cancellationToken = default)
    {
        progress ??= _ => { };
        if (options.Population.PeopleFile is { } people)
            await PeopleFile.LoadAsync(people, cancellationToken); // A bad file is said before anything is touched.
        using var held = await LockAsync(options.Home, progress, cancellationToken);
        Clear(options.Home);
        await new ProvisionCache(options, progress).CopyToAsync(options.Home, new(options, progress), cancellationToken);
        var root = ShortPath.To(Path.Combine(options.Home, Provisioner.SambaFolder));
        ServerConfiguration.Write(options, root.Path);
        await WriteCertificatesAsync(options, root.Path, cancellationToken);
        await DomainControllerRecord.Of(options, root.Folder).WriteAsync(options.Home, cancellationToken);
        var made = new SambaDomainController(options, root, progress);
        if (options.Replicates)
            await made.AddToHostsAsync(cancellationToken);
        return made;
    }

    /// <summary>The domain controller that was made in a folder, running or not.</summary>
    /// <param name="outlivesUs">Whether it stays when started by this object and this process ends.</param>
    public static SambaDomainController Open(string home, bool outlivesUs = false, Action<string>? progress = null)
    {
        var record = DomainControllerRecord.TryRead(home)
            ?? throw new LabException($"There is no domain controller in {home}.", $"Make one: skybridge-lab dc start --home {home}");
        var options = record.ToOptions(home) with { OutlivesUs = outlivesUs };
        var folder = Path.Combine(home, Provisioner.SambaFolder);
        var root = ShortPath.Reopen(folder, record.LinkFolder);
        if (!System.IO.Directory.Exists(root.Path))
        {
            // Somebody has cleaned the temporary folder that the link was in.
            root = ShortPath.To(folder);
            ServerConfiguration.Write(options, root.Path);
        }

        return new(options, root, progress);
    }

    /// <summary>The part of <c>lab.json</c> that is about the domain.</summary>
    public LabDescription Describe() => new()
    {
        Realm = Options.Realm,
        Domain = Options.Domain,
        Netbios = Options.NetBiosName,
        BaseDn = Options.BaseDn,
        DomainController = new(Options.FullHostName, Options.Address.ToString(), SmbConf, Krb5Conf),
        Administrator = new(ServiceAccounts.AdministratorName, Accounts.AdministratorPassword),
        ConnectorAccount = new(ServiceAccounts.Connector, Accounts.ConnectorPassword),
        People = [.. People, .. BulkPeople],
    };

    // One at a time makes, starts or replaces what is in a folder. The name of a lock is short, a path is not.
    static Task<MachineLock> LockAsync(string home, Action<string> progress, CancellationToken cancellationToken)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(home)))[..16]);
        return MachineLock.TakeAsync(name, LongestWait, () => progress($"another process is busy with {home}; waiting for it"), cancellationToken);
    }

    static void Clear(string home)
    {
        if (!System.IO.Directory.Exists(home) || !System.IO.Directory.EnumerateFileSystemEntries(home).Any())
            return;

        var record = DomainControllerRecord.TryRead(home)
            ?? throw new LabException($"{home} holds something that is no domain controller's.", "Give an empty folder with --home.");
        if (record.Process is { IsAlive: true })
            throw new LabException($"The domain controller in {home} is running.", $"Stop it first: skybridge-lab dc stop --home {home}");
        ShortPath.Remove(record.LinkFolder);
        System.IO.Directory.Delete(home, recursive: true);
    }

    static async Task WriteCertificatesAsync(DomainControllerOptions options, string root, CancellationToken cancellationToken)
    {
        using var authority = CertificateAuthority.Create($"Skybridge lab of {options.Domain}");
        var (certificate, key) = authority.Issue([options.FullHostName, options.Domain], [options.Address]);
        var folder = Path.Combine(root, "private/tls");
        await LabPaths.WritePrivateAsync(Path.Combine(folder, "ca.pem"), authority.CertificatePem, cancellationToken);
        await LabPaths.WritePrivateAsync(Path.Combine(folder, "cert.pem"), certificate, cancellationToken);
        await LabPaths.WritePrivateAsync(Path.Combine(folder, "key.pem"), key, cancellationToken);
    }

    T Read<T>(string name, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(Home, name)), type)!;
}
