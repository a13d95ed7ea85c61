using Skybridge.Lab.Processes;

namespace Skybridge.Lab.Domains;

public sealed partial class SambaDomainController
{
    const string Preload = "libnss_wrapper.so";

    /// <summary>Makes another domain controller of this domain, which must be running and <see cref="DomainControllerOptions.Replicates"/>; it runs when this returns.</summary>
    /// <remarks>A change at either of the two is at the other about a second later, and both serve all that is there.</remarks>
    /// <param name="options">Its host name, home and address; what concerns the domain is taken from this one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<SambaDomainController> JoinAsync(DomainControllerOptions options, CancellationToken cancellationToken = default)
    {
        if (!Options.Replicates || !IsRunning)
            throw new LabException($"Nobody can join {Options.Domain} at {Options.FullHostName}.", "Make it with Replicates, and start it first.");
        options = options with
        {
            Domain = Options.Domain, NetBiosName = Options.NetBiosName, Population = Options.Population, Dns = false, Mdb = false,
            Replicates = true, HostsFile = HostsFile,
        };
        var joined = await JoinStoppedAsync(options, cancellationToken);
        await joined.AddToHostsAsync(cancellationToken);
        await joined.StartAsync(cancellationToken);
        await ReplicateFromAsync(joined, cancellationToken);
        return joined;
    }


    string HostsFile => Options.HostsFile ?? Path.Combine(Home, "hosts");

    // Partners look for each other by <their identifier>._msdcs.<domain>; no DNS of the lab knows that, and /etc is not ours.
    Dictionary<string, string?> ResolvingHosts => new() { ["LD_PRELOAD"] = Preload, ["NSS_WRAPPER_HOSTS"] = HostsFile };

    async Task<SambaDomainController> JoinStoppedAsync(DomainControllerOptions options, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(options.Home, _progress, cancellationToken);
        Clear(options.Home);
        LabPaths.CreatePrivate(options.Home);
        var root = ShortPath.To(LabPaths.CreatePrivate(Path.Combine(options.Home, Provisioner.SambaFolder)));
        _progress($"{options.FullHostName} joins {options.Domain}");
        await AsAdministratorAsync(
            [
                "domain", "join", options.Realm, "DC",
                "--configfile=/dev/null",
                $"--server={Options.FullHostName}",
                $"--targetdir={root.Path}",
                "--dns-backend=NONE",
                $"--option=netbios name={options.HostName.ToUpperInvariant()}",
                $"--option=interfaces={options.Address}/{options.PrefixLength}",
                "--option=bind interfaces only=yes",
            ],
            cancellationToken);
        ServerConfiguration.Write(options, root.Path);
        foreach (var file in (string[])[Provisioner.PeopleFileName, Provisioner.AccountsFileName])
            File.Copy(Path.Combine(Home, file), Path.Combine(options.Home, file));
        await WriteCertificatesAsync(options, root.Path, cancellationToken);
        await Tool.CheckAsync("samba_spnupdate", ["-s", Path.Combine(root.Path, "etc/smb.conf")], "See the message.", cancellationToken: cancellationToken);
        await DomainControllerRecord.Of(options, root.Folder).WriteAsync(options.Home, cancellationToken);
        return new(options, root, _progress);
    }

    // The join makes the new one listen to this one; a replication with a reference makes this one listen to the new one.
    async Task ReplicateFromAsync(SambaDomainController other, CancellationToken cancellationToken)
    {
        foreach (var context in (string[])[$"CN=Schema,CN=Configuration,{Options.BaseDn}", $"CN=Configuration,{Options.BaseDn}", Options.BaseDn])
        {
            await AsAdministratorAsync(
                ["drs", "replicate", Options.FullHostName, other.Options.FullHostName, context, "--add-ref", $"--configfile={SmbConf}"], cancellationToken);
        }
    }

    async Task AsAdministratorAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var credentials = Path.Combine(Home, $"administrator-{Guid.NewGuid():N}");
        await LabPaths.WritePrivateAsync(credentials, Accounts.AdministratorPassword, cancellationToken);
        try
        {
            string[] environment = [.. ResolvingHosts.Select(variable => $"{variable.Key}={variable.Value}"), $"KRB5_CONFIG={Krb5Conf}", $"PASSWD_FILE={credentials}"];
            string[] command = [.. environment, "samba-tool", .. arguments, $"--username={Options.NetBiosName}\\{ServiceAccounts.AdministratorName}"];
            await Tool.CheckAsync("env", command, "See the message, and the log of the domain controller.", cancellationToken: cancellationToken);
        }
        finally
        {
            File.Delete(credentials);
        }
    }

    async Task AddToHostsAsync(CancellationToken cancellationToken)
    {
        var identifier = (await Directory.GetStatusAsync(cancellationToken)).NtdsGuid;
        var line = $"{Options.Address} {Options.FullHostName} {Options.HostName} {identifier}._msdcs.{Options.Domain}\n";
        await File.AppendAllTextAsync(HostsFile, line, cancellationToken);
    }
}
