using Microsoft.Extensions.DependencyInjection.Extensions;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Home;
using Skybridge.Contract;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Skybridge.Cloud.OpenId;

/// <summary>What of OpenID Connect is offered. OpenIddict does the protocol.</summary>
static class OpenIdSetup
{
    public const string LogoutPath = "/connect/logout";
    public const string UserInfoPath = "/connect/userinfo";

    static readonly TimeSpan AccessTokenLifetime = TimeSpan.FromMinutes(15);
    static readonly TimeSpan DeviceCodeLifetime = TimeSpan.FromMinutes(10);
    static readonly TimeSpan RefreshTokenLifetime = TimeSpan.FromDays(14);

    /// <summary>Adds the services.</summary>
    public static void Add(IServiceCollection services, CloudSettings settings, TokenKeys keys)
    {
        services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<CloudDbContext>())
            .AddServer(server =>
            {
                Configure(server, keys);
                if (settings.PublicUrl is not null)
                    server.SetIssuer(settings.PublicUrl);
            })
            .AddValidation(validation =>
            {
                validation.UseLocalServer();
                validation.UseAspNetCore();
                // Only a token that was made for an API opens it (each asks for its scope as well); a token for an application names no audience.
                validation.AddAudiences(ApiPaths.DeliveryScope, AdminPaths.Scope);
                // Tokens are made and checked by the same clock, or by those of nodes beside each other: they live as long as they say.
                validation.Configure(options => options.TokenValidationParameters.ClockSkew = TimeSpan.Zero);
            });
        services.TryAddScoped<AssertionRules>();
        services.TryAddScoped<FormPostPolicy>();
        services.TryAddScoped<DeviceRequest>();
    }

    static void Configure(OpenIddictServerBuilder server, TokenKeys keys)
    {
        server.SetAuthorizationEndpointUris(AuthorizeEndpoint.Path[1..])
            .SetTokenEndpointUris(ApiPaths.Token[1..])
            .SetUserInfoEndpointUris(UserInfoPath[1..])
            .SetEndSessionEndpointUris(LogoutPath[1..])
            .SetRevocationEndpointUris("connect/revoke")
            .SetDeviceAuthorizationEndpointUris(AdminPaths.DeviceAuthorization[1..])
            .SetEndUserVerificationEndpointUris(Pages.Connect.VerifyModel.Path[1..]);
        server.AllowAuthorizationCodeFlow()
            .AllowRefreshTokenFlow()
            .AllowClientCredentialsFlow()
            .AllowDeviceAuthorizationFlow();
        server.RegisterScopes(Scopes.Profile, Scopes.Email, ClientDescriptor.GroupsScope, ApiPaths.DeliveryScope, AdminPaths.Scope)
            .RegisterClaims([.. TokenClaims.All]);
        server.AddSigningKey(keys.Signing)
            .AddEncryptionKey(keys.Encryption)
            .DisableAccessTokenEncryption()
            .SetAccessTokenLifetime(AccessTokenLifetime)
            .SetRefreshTokenLifetime(RefreshTokenLifetime)
            .SetDeviceCodeLifetime(DeviceCodeLifetime)
            .SetUserCodeLifetime(DeviceCodeLifetime);
        // Codes and refresh tokens only ever come back here: the key ring protects them at a fraction of a signature's cost.
        server.UseDataProtection().PreferDefaultAccessTokenFormat();
        server.Configure(options => options.CodeChallengeMethods.Remove(CodeChallengeMethods.Plain));
        server.AddEventHandler(AssertionRules.Descriptor);
        server.AddEventHandler(FormPostPolicy.Descriptor);
        server.AddEventHandler(DeviceRequest.Descriptor);
        server.UseAspNetCore()
            .EnableAuthorizationEndpointPassthrough()
            .EnableTokenEndpointPassthrough()
            .EnableUserInfoEndpointPassthrough()
            .EnableEndSessionEndpointPassthrough()
            .EnableEndUserVerificationEndpointPassthrough()
            .EnableStatusCodePagesIntegration();
    }
}
