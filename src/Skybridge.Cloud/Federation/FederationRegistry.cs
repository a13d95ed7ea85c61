using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Skybridge.Cloud.Data;

namespace Skybridge.Cloud.Federation;

/// <summary>The providers that were used since the start, one for each domain, in the form that authentication schemes are made of.</summary>
/// <remarks>The database decides at each request; this only saves making a client, and fetching its documents, each time.</remarks>
sealed class FederationRegistry(IDataProtectionProvider keys, IOptionsMonitorCache<OpenIdConnectOptions> options)
{
    readonly ConcurrentDictionary<string, FederatedDomain> _domains = new(StringComparer.Ordinal);

    /// <summary>The form of a provider; what was kept of an earlier one is forgotten.</summary>
    public FederatedDomain Use(FederationProvider provider)
    {
        var scheme = FederatedDomain.SchemeOf(provider);
        if (_domains.TryGetValue(provider.Domain, out var known) && known.Scheme == scheme)
            return known;

        var domain = Create(provider, scheme);
        _domains[provider.Domain] = domain;
        if (known is not null)
            options.TryRemove(known.Scheme);
        return domain;
    }

    /// <summary>The domain that a scheme is of; null for another scheme, or one that is not used any more.</summary>
    public FederatedDomain? Find(string? scheme) =>
        scheme?.StartsWith(FederatedDomain.SchemePrefix, StringComparison.Ordinal) == true
        && _domains.TryGetValue(scheme.Split('/')[1], out var domain)
        && domain.Scheme == scheme
            ? domain
            : null;

    FederatedDomain Create(FederationProvider provider, string scheme) => new()
    {
        Domain = provider.Domain,
        Issuer = provider.Issuer,
        ClientId = provider.ClientId,
        Secret = ClientSecret.Reveal(keys, provider),
        Claim = provider.Claim,
        Match = provider.Match,
        Authorities = provider.Authorities,
        Scheme = scheme,
    };
}
