using System.Net.Security;
using Skybridge.Cloud.Home;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.Hosting;

/// <summary>The certificate that new connections are shown: the one that is in its files now, without a restart.</summary>
sealed class ServerCertificates
{
    readonly CloudHome _home;
    readonly CloudSettings _settings;
    readonly TimeProvider _time;
    string _stamp;
    volatile SslStreamCertificateContext _context;

    ServerCertificates(CloudHome home, CloudSettings settings, TimeProvider time)
    {
        (_home, _settings, _time) = (home, settings, time);
        Renew();
        _stamp = Stamp();
        Identity = ServerIdentity.Load(home, settings, time.GetUtcNow());
        _context = ContextOf(Identity);
    }

    /// <summary>The certificate, and what stands between it and its authority.</summary>
    public ServerIdentity Identity { get; private set; }

    /// <summary>The same, as TLS wants it.</summary>
    public SslStreamCertificateContext Context => _context;

    /// <summary>Reads what is there, and issues the home's own anew when it is due.</summary>
    /// <exception cref="OperatorException">It cannot be used.</exception>
    public static ServerCertificates Open(CloudHome home, CloudSettings settings, TimeProvider time) => new(home, settings, time);

    /// <summary>Takes up other files than were read last. What cannot be used changes nothing.</summary>
    /// <returns>Whether there were any.</returns>
    /// <exception cref="OperatorException">There were, and they cannot be used; the next call tries them again.</exception>
    public bool Refresh()
    {
        Renew();
        var stamp = Stamp();
        if (stamp == _stamp)
            return false;

        var identity = ServerIdentity.Load(_home, _settings, _time.GetUtcNow());
        (Identity, _context, _stamp) = (identity, ContextOf(identity), stamp);
        return true;
    }

    void Renew()
    {
        if (_settings.Certificate is null)
            PrivateAuthority.RenewWhenDue(_home, _settings.Hosts, _time.GetUtcNow());
    }

    string Stamp() => string.Join('|', ((string[])[_settings.Certificate ?? _home.ServerCertificate, _settings.CertificateKey ?? _home.ServerKey]).Select(path =>
    {
        if (!File.Exists(path))
            return "";

        var file = new FileInfo(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
        return file.Exists ? $"{file.FullName} {file.LastWriteTimeUtc.Ticks} {file.Length}" : "";
    }));

    // Nothing is fetched for it: a stapled answer of an authority is not worth a connection that waits.
    static SslStreamCertificateContext ContextOf(ServerIdentity identity) => SslStreamCertificateContext.Create(identity.Certificate, identity.Chain, offline: true);
}
