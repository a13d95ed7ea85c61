using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Skybridge.Cloud.Proxies;

namespace Skybridge.Cloud.Hosting;

/// <summary>How connections are taken: addresses, TLS, limits, and what trusted proxies say before TLS begins.</summary>
static class Listening
{
    // Forms and small JSON; deliveries have a limit of their own.
    const long MaxBodyBytes = 64 * 1024;

    const SslProtocols Protocols = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Sets the server up.</summary>
    public static void Configure(KestrelServerOptions kestrel, CloudHostOptions options, ServerCertificates certificates)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        kestrel.Limits.MaxConcurrentConnections = 10_000;
        kestrel.ConfigureHttpsDefaults(https => https.SslProtocols = Protocols);
        foreach (var address in options.Addresses)
            address.Apply(kestrel, listen => Configure(listen, certificates));
    }

    static void Configure(ListenOptions listen, ServerCertificates certificates)
    {
        listen.Protocols = HttpProtocols.Http1AndHttp2;
        var proxies = listen.ApplicationServices.GetRequiredService<ProxyProtocol>();
        listen.Use(next => connection => proxies.HandleAsync(connection, next));
        listen.UseHttps(new HttpsConnectionAdapterOptions
        {
            ServerCertificate = certificates.Identity.Certificate, // So that there is one; each connection gets the one of its moment:
            OnAuthenticate = (_, tls) => (tls.ServerCertificate, tls.ServerCertificateContext) = (null, certificates.Context),
            SslProtocols = Protocols,
        });
    }
}
