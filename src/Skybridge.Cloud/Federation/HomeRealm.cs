using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.People;
using Skybridge.Contract;

namespace Skybridge.Cloud.Federation;

/// <summary>Finds the provider that somebody belongs to by the domain of the name that they typed: whether they exist is not looked at.</summary>
/// <remarks>A domain that is set to federation without a provider signs in as before: there is nowhere to send its people.</remarks>
sealed class HomeRealm(CloudDbContext db, FederationRegistry registry)
{
    // One request asks twice as a rule: for the name that was typed, and for the one that the person has.
    (string Domain, bool IsFederated)? _known;

    /// <summary>Whether the people of any domain are sent elsewhere: then the name has to be known before a password is asked for.</summary>
    public Task<bool> IsAnyFederatedAsync(CancellationToken cancellationToken) => Federated.AnyAsync(cancellationToken);

    /// <summary>The federated domain that a typed name ends in; null for none.</summary>
    public async Task<string?> FindDomainAsync(string userName, CancellationToken cancellationToken)
    {
        if (UserNames.Suffix(userName) is not { Length: > 0 } suffix)
            return null;

        var domain = FederationPaths.Normalize(suffix);
        if (_known?.Domain != domain)
            _known = (domain, await Federated.AnyAsync(provider => provider.Domain == domain, cancellationToken));
        return _known.Value.IsFederated ? domain : null;
    }

    /// <summary>A federated domain's provider as it is now; null when the domain is not federated.</summary>
    public async Task<FederatedDomain?> FindAsync(string domain, CancellationToken cancellationToken)
    {
        var name = FederationPaths.Normalize(domain);
        var provider = await Federated.SingleOrDefaultAsync(row => row.Domain == name, cancellationToken);
        return provider is null ? null : registry.Use(provider);
    }

    IQueryable<FederationProvider> Federated =>
        from provider in db.FederationProviders.AsNoTracking()
        join signIn in db.SignIns on provider.Domain equals signIn.Domain
        where signIn.Method == SignInMethod.Federation
        select provider;
}
