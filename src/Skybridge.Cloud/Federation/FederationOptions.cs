using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Skybridge.Cloud.SignIn;

namespace Skybridge.Cloud.Federation;

/// <summary>How people are sent to a provider and what is believed of its answer. ASP.NET Core's handler does the protocol.</summary>
/// <remarks>
/// Authorization code with PKCE, state and nonce, each bound to the browser by a cookie that goes when it is used. The id token's signature,
/// issuer, audience, nonce and times are checked; nothing else of the answer is believed.
/// </remarks>
sealed class FederationOptions(FederationRegistry registry, TimeProvider time) : IConfigureNamedOptions<OpenIdConnectOptions>
{
    /// <summary>How far a provider's clock may be off.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(2);

    static readonly TimeSpan LongestAbsence = TimeSpan.FromMinutes(15);

    // Signatures that anybody can check and only the provider can make.
    static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    public void Configure(OpenIdConnectOptions options)
    {
    }

    public void Configure(string? name, OpenIdConnectOptions options)
    {
        if (registry.Find(name) is not { } domain)
            return;

        options.Authority = domain.Issuer;
        options.MetadataAddress = ProviderDocument.AddressFor(domain.Issuer).AbsoluteUri;
        options.ClientId = domain.ClientId;
        options.ClientSecret = domain.Secret;
        options.Backchannel = ProviderHttp.Create(domain.Authorities);
        options.CallbackPath = FederationPaths.Return(domain.Domain);
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query; // A form from elsewhere would come without our cookies.
        options.PushedAuthorizationBehavior = PushedAuthorizationBehavior.Disable;
        options.SignInScheme = Session.Scheme;
        options.RemoteAuthenticationTimeout = LongestAbsence;
        options.TimeProvider = time;
        options.DisableTelemetry = true;
        options.MapInboundClaims = false;
        options.SaveTokens = false;
        options.Scope.Clear();
        foreach (var scope in (string[])["openid", "profile", "email"])
            options.Scope.Add(scope);
        options.Events = FederationEvents.For(domain);
        Configure(options.CorrelationCookie, "__Secure-skybridge-federation.");
        Configure(options.NonceCookie, "__Secure-skybridge-nonce.");
        options.TokenValidationParameters = ParametersFor(domain);
    }

    static void Configure(CookieBuilder cookie, string name)
    {
        cookie.Name = name;
        cookie.HttpOnly = true;
        cookie.IsEssential = true;
        cookie.SecurePolicy = CookieSecurePolicy.Always;
        cookie.SameSite = SameSiteMode.Lax;
    }

    TokenValidationParameters ParametersFor(FederatedDomain domain) => new()
    {
        // What the discovery document calls itself today does not count: it is the issuer that an operator named.
        IssuerValidator = (issuer, _, _) => issuer == domain.Issuer
            ? issuer
            : throw new SecurityTokenInvalidIssuerException("The id token is of another issuer."),
        ValidAudience = domain.ClientId,
        ValidAlgorithms = Algorithms,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ValidateIssuerSigningKey = true,
        LifetimeValidator = IsInItsTime,
    };

    bool IsInItsTime(DateTime? from, DateTime? until, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return until is { } end && end > now - ClockTolerance && (from is null || from <= now + ClockTolerance);
    }
}
