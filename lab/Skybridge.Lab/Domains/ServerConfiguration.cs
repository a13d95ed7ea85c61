namespace Skybridge.Lab.Domains;

/// <summary>Writes smb.conf and krb5.conf for the place where a domain controller stands now: a provisioned directory is copied, its paths are not.</summary>
static class ServerConfiguration
{
    static readonly string[] Folders =
        ["etc", "private/tls", "run", "state", "cache", "ncalrpc", "winbindd", "ntp_signd", "bind-dns"];

    /// <summary>Makes the folders below <paramref name="root"/> and writes both files.</summary>
    public static void Write(DomainControllerOptions options, string root)
    {
        foreach (var folder in Folders)
            LabPaths.CreatePrivate(Path.Combine(root, folder));
        File.WriteAllText(Path.Combine(root, "etc/smb.conf"), SmbConf(options, root));
        File.WriteAllText(Path.Combine(root, "etc/krb5.conf"), Krb5Conf(options));
    }

    // No file services, winbind or NetBIOS, and no replication unless somebody joins: nobody here asks for them, and each is a port, a fixed path or a second.
    static string SmbConf(DomainControllerOptions options, string root) => $"""
        [global]
            netbios name = {options.HostName.ToUpperInvariant()}
            workgroup = {options.NetBiosName}
            realm = {options.Realm}
            server role = active directory domain controller
            interfaces = {options.Address}/{options.PrefixLength}
            bind interfaces only = yes
            server services = rpc, ldap, cldap, kdc{(options.Dns ? ", dns" : "")}{(options.Replicates ? ", drepl" : "")}
            dreplsrv:notify_interval = 1
            disable netbios = yes
            dns forwarder =
            allow dns updates = disabled
            rpc server dynamic port range = 49152-49252
            prefork children = 2
            private dir = {root}/private
            lock directory = {root}
            state directory = {root}/state
            cache directory = {root}/cache
            pid directory = {root}/run
            ncalrpc dir = {root}/ncalrpc
            winbindd socket directory = {root}/winbindd
            ntp signd socket directory = {root}/ntp_signd
            binddns dir = {root}/bind-dns
            tls keyfile = tls/key.pem
            tls certfile = tls/cert.pem
            tls cafile = tls/ca.pem
            log file = {root}/samba.log
            max log size = 4000
            log level = 1
            load printers = no
            printcap name = /dev/null
        [sysvol]
            path = {root}/state/sysvol
            read only = no
        [netlogon]
            path = {root}/state/sysvol/{options.Domain}/scripts
            read only = no

        """;

    static string Krb5Conf(DomainControllerOptions options) => $$"""
        [libdefaults]
            default_realm = {{options.Realm}}
            dns_lookup_realm = false
            dns_lookup_kdc = false
            dns_canonicalize_hostname = false
            rdns = false
            udp_preference_limit = 1
        [realms]
            {{options.Realm}} = {
                kdc = {{options.Address}}
                kpasswd_server = {{options.Address}}
                admin_server = {{options.Address}}
            }
        [domain_realm]
            .{{options.Domain}} = {{options.Realm}}
            {{options.Domain}} = {{options.Realm}}

        """;
}
