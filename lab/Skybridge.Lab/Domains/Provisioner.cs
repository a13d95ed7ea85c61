using System.Diagnostics;
using System.Text.Json;
using Skybridge.Lab.ActiveDirectory;
using Skybridge.Lab.People;
using Skybridge.Lab.Processes;

namespace Skybridge.Lab.Domains;

/// <summary>Makes a directory from nothing: the domain, its policy, its service accounts, its people.</summary>
sealed class Provisioner(DomainControllerOptions options, Action<string> progress)
{
    public const string PeopleFileName = "people.json", AccountsFileName = "accounts.json", SambaFolder = "samba";

    /// <summary>Fills an empty folder with <c>samba/</c>, <c>people.json</c> and <c>accounts.json</c>; nothing runs afterwards.</summary>
    public async Task RunAsync(string folder, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        progress($"provisioning {options.Domain} (once; later starts copy it)");
        using var root = ShortPath.To(LabPaths.CreatePrivate(Path.Combine(folder, SambaFolder)));
        await ProvisionAsync(root.Path, cancellationToken);
        ServerConfiguration.Write(options, root.Path);
        var smbConf = Path.Combine(root.Path, "etc/smb.conf");
        // Samba's own dnsupdate service would do it later; it is off, and without these names nobody gets a ticket for ldap/ or replication.
        await Tool.CheckAsync("samba_spnupdate", ["-s", smbConf], "See the message.", cancellationToken: cancellationToken);
        await using (var directory = new DirectoryDriver(smbConf, Path.Combine(folder, "directory.log")))
            await PopulateAsync(directory, folder, cancellationToken);
        RemoveLeftovers(folder);
        progress($"provisioned in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
    }

    // No password among the arguments, where every user could read it: Samba makes one up, and it is replaced afterwards.
    Task<string> ProvisionAsync(string root, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "domain", "provision", "--quiet", "--configfile=/dev/null",
            $"--realm={options.Realm}",
            $"--domain={options.NetBiosName}",
            "--server-role=dc",
            $"--host-name={options.HostName}",
            $"--host-ip={options.Address}",
            $"--dns-backend={(options.Dns ? "SAMBA_INTERNAL" : "NONE")}",
            $"--backend-store={(options.Mdb ? "mdb" : "tdb")}",
            $"--targetdir={root}",
            $"--option=interfaces={options.Address}/{options.PrefixLength}",
            "--option=bind interfaces only=yes",
        ];
        return Tool.CheckAsync("samba-tool", arguments, HostPackages.SambaHint, cancellationToken: cancellationToken);
    }

    async Task PopulateAsync(DirectoryDriver directory, string folder, CancellationToken cancellationToken)
    {
        await directory.SetPasswordPolicyAsync(PasswordPolicy.Lenient, cancellationToken);
        var accounts = ServiceAccounts.Create();
        await directory.SetPasswordAsync(ServiceAccounts.AdministratorName, accounts.AdministratorPassword, cancellationToken);
        await AddServiceAccountAsync(directory, ServiceAccounts.Connector, accounts.ConnectorPassword, cancellationToken);
        await AddServiceAccountAsync(directory, ServiceAccounts.Powerless, accounts.PowerlessPassword, cancellationToken);
        await directory.GrantReplicationAsync(ServiceAccounts.Connector, ReplicationRights.Both, cancellationToken: cancellationToken);
        var people = options.Population.PeopleFile is { } file ? await AddPeopleAsync(directory, file, cancellationToken) : [];
        if (options.Population.Bulk is { } bulk)
            await directory.AddBulkAsync(bulk.Objects(options.Domain), Report, cancellationToken);
        var accountsText = JsonSerializer.Serialize(accounts, LabJson.Readable.ServiceAccounts);
        await LabPaths.WritePrivateAsync(Path.Combine(folder, AccountsFileName), accountsText, cancellationToken);
        var peopleText = JsonSerializer.Serialize(people, LabJson.Readable.IReadOnlyListPerson);
        await LabPaths.WritePrivateAsync(Path.Combine(folder, PeopleFileName), peopleText, cancellationToken);

        void Report(int done)
        {
            if (done % 5000 == 0 || done == bulk.Count)
                progress($"{done} of {bulk.Count} people added");
        }
    }

    async Task AddServiceAccountAsync(DirectoryDriver directory, string user, string password, CancellationToken cancellationToken)
    {
        var account = new NewObject
        {
            Name = user,
            User = user,
            Upn = $"{user}@{options.Domain}",
            Password = password,
            Flags = AccountControl.PasswordNeverExpires,
        };
        await directory.AddAsync(account, cancellationToken);
    }

    async Task<IReadOnlyList<Person>> AddPeopleAsync(DirectoryDriver directory, string path, CancellationToken cancellationToken)
    {
        var file = await PeopleFile.LoadAsync(path, cancellationToken);
        foreach (var group in file.Groups)
        {
            await directory.AddAsync(new() { Class = "group", Name = group.Name, User = group.User }, cancellationToken);
            await JoinAsync(directory, group.User, group.MemberOf, cancellationToken);
        }

        var people = new List<Person>();
        foreach (var person in file.People)
        {
            await directory.EnsureOuAsync(person.Ou, cancellationToken);
            var added = await directory.AddAsync(person.ToObject(options.Domain), cancellationToken);
            foreach (var state in person.States)
                await PersonState.ApplyAsync(directory, added.Dn, state, cancellationToken);
            await JoinAsync(directory, added.Dn, person.MemberOf, cancellationToken);
            people.Add(person.ToPerson(options.Domain, added));
        }

        return people;
    }

    static async Task JoinAsync(
        DirectoryDriver directory, string member, IReadOnlyList<string> groups, CancellationToken cancellationToken)
    {
        foreach (var group in groups)
            await directory.AddToGroupAsync(group, member, cancellationToken);
    }

    static void RemoveLeftovers(string folder)
    {
        foreach (var leftover in (ReadOnlySpan<string>)["msg.sock", "msg.lock", "run", "names.tdb", "gencache.tdb"])
        {
            var path = Path.Combine(folder, SambaFolder, leftover);
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
            else
                File.Delete(path);
        }
    }
}
