using System.Collections.Immutable;
using System.Security.Claims;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using Skybridge.Cloud.Data;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Skybridge.Cloud.OpenId;

/// <summary>What tokens say about a person, by what was asked for.</summary>
static class TokenClaims
{
    public const string ObjectId = "oid";
    public const string TenantId = "tid";
    public const string SamAccountName = "onprem_sam_account_name";

    /// <summary>Every claim that may be in a token, for the discovery document.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        Claims.Subject,
        Claims.PreferredUsername,
        Claims.Name,
        Claims.GivenName,
        Claims.FamilyName,
        Claims.Email,
        Claims.AuthenticationTime,
        ObjectId,
        TenantId,
        SamAccountName,
    ];

    static readonly string[] Both = [OpenIddictConstants.Destinations.AccessToken, OpenIddictConstants.Destinations.IdentityToken];

    /// <summary>The principal that tokens are made of.</summary>
    public static ClaimsPrincipal Create(CloudUser user, Guid tenant, DateTimeOffset authenticatedAt, ImmutableArray<string> scopes)
    {
        var identity = new ClaimsIdentity(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, user.Id.ToString());
        identity.SetClaim(ObjectId, user.Id.ToString());
        identity.SetClaim(TenantId, tenant.ToString());
        identity.SetClaim(Claims.AuthenticationTime, authenticatedAt.ToUnixTimeSeconds());
        identity.SetClaim(Claims.PreferredUsername, user.UserName);
        identity.SetClaim(Claims.Name, NameOf(user));
        identity.SetClaim(Claims.GivenName, user.GivenName);
        identity.SetClaim(Claims.FamilyName, user.Surname);
        identity.SetClaim(Claims.Email, user.Mail);
        identity.SetClaim(SamAccountName, user.SamAccountName);
        identity.SetScopes(scopes);
        identity.SetDestinations(Destinations);
        return new ClaimsPrincipal(identity);
    }

    /// <summary>What the userinfo endpoint answers, with the scopes of the token that asked.</summary>
    public static Dictionary<string, object> UserInfo(CloudUser user, Guid tenant, ClaimsPrincipal token)
    {
        var claims = new Dictionary<string, object>
        {
            [Claims.Subject] = user.Id.ToString(),
            [ObjectId] = user.Id.ToString(),
            [TenantId] = tenant.ToString(),
        };
        if (token.HasScope(Scopes.Profile))
        {
            claims[Claims.PreferredUsername] = user.UserName;
            claims[Claims.Name] = NameOf(user);
            AddIfThere(claims, Claims.GivenName, user.GivenName);
            AddIfThere(claims, Claims.FamilyName, user.Surname);
            AddIfThere(claims, SamAccountName, user.SamAccountName);
        }

        if (token.HasScope(Scopes.Email))
            AddIfThere(claims, Claims.Email, user.Mail);
        return claims;
    }

    static string NameOf(CloudUser user) => user.DisplayName ?? user.UserName;

    static void AddIfThere(Dictionary<string, object> claims, string name, string? value)
    {
        if (value is not null)
            claims[name] = value;
    }

    static IEnumerable<string> Destinations(Claim claim) => claim.Type switch
    {
        Claims.Subject or ObjectId or TenantId => Both,
        Claims.AuthenticationTime => [OpenIddictConstants.Destinations.IdentityToken],
        Claims.PreferredUsername or Claims.Name or Claims.GivenName or Claims.FamilyName or SamAccountName => For(claim, Scopes.Profile),
        Claims.Email => For(claim, Scopes.Email),
        _ => [],
    };

    static string[] For(Claim claim, string scope) => claim.Subject!.HasScope(scope) ? Both : [];
}
