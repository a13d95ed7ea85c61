using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;

namespace Skybridge.Cloud.Federation;

/// <summary>Makes an authentication scheme of every federated domain, also of those that became so while the server runs.</summary>
sealed class FederationSchemes(IOptions<AuthenticationOptions> options, FederationRegistry registry) : AuthenticationSchemeProvider(options)
{
    public override Task<AuthenticationScheme?> GetSchemeAsync(string name) => registry.Find(name) is { } domain
        ? Task.FromResult<AuthenticationScheme?>(new(domain.Scheme, domain.Domain, typeof(OpenIdConnectHandler)))
        : base.GetSchemeAsync(name);
}
