using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Skybridge.Cloud.Federation;

/// <summary>Adds sign-in by other providers. There is no scheme at the start: each comes with its domain.</summary>
static class FederationSetup
{
    /// <summary>Adds the services; after those of authentication.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<FederationRegistry>();
        services.AddScoped<HomeRealm>().AddScoped<FederatedSignIn>();
        services.Replace(ServiceDescriptor.Singleton<IAuthenticationSchemeProvider, FederationSchemes>());
        services.AddTransient<OpenIdConnectHandler>();
        services.AddSingleton<IConfigureOptions<OpenIdConnectOptions>, FederationOptions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<OpenIdConnectOptions>, OpenIdConnectPostConfigureOptions>());
    }
}
