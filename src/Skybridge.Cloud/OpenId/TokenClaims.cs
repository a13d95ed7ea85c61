using System.Collections.Immutable;
using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Serialization;
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
    public const string Groups = "groups";
    public const string HasGroups = "hasgroups";

    /// <summary>The most groups that a token names; who is in more gets <see cref="HasGroups"/> instead, and userinfo names them.</summary>
    public const int MostGroups = 200;

    /// <summary>The most groups that userinfo names.</summary>
    public const int MostGroupsOfUserInfo = 10_000;

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
        Groups,
        HasGroups,
    ];

    // One claim that is a list, also of one: as many claims as values would be a single text where there is one.
    const string JsonArray = "JSON_ARRAY";

    static readonly string[] Both = [OpenIddictConstants.Destinations.AccessToken, OpenIddictConstants.Destinations.IdentityToken];

    /// <summary>The principal that tokens are made of.</summary>
    /// <param name="user">The person.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="authenticatedAt">When they signed in.</param>
    /// <param name="scopes">What was asked for.</param>
    /// <param name="groups">Their groups, one more than a token names where there are so many; none where they were not asked for.</param>
    public static ClaimsPrincipal Create(CloudUser user, Guid tenant, DateTimeOffset authenticatedAt, ImmutableArray<string> scopes, IReadOnlyList<Guid> groups)
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
        if (groups.Count > MostGroups)
            identity.SetClaim(HasGroups, true);
        else if (groups.Count > 0)
            identity.AddClaim(new Claim(Groups, JsonSerializer.Serialize(groups, ClaimJson.Default.IReadOnlyListGuid), JsonArray));
        identity.SetScopes(scopes);
        identity.SetDestinations(Destinations);
        return new ClaimsPrincipal(identity);
    }

    /// <summary>What the userinfo endpoint answers, with the scopes of the token that asked.</summary>
    public static Dictionary<string, object> UserInfo(CloudUser user, Guid tenant, ClaimsPrincipal token, IReadOnlyList<Guid> groups)
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
        if (groups.Count > MostGroupsOfUserInfo)
            claims[HasGroups] = true;
        else if (groups.Count > 0)
            claims[Groups] = groups;
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
        Groups or HasGroups => For(claim, ClientDescriptor.GroupsScope),
        _ => [],
    };

    static string[] For(Claim claim, string scope) => claim.Subject!.HasScope(scope) ? Both : [];
}

[JsonSerializable(typeof(IReadOnlyList<Guid>))]
sealed partial class ClaimJson : JsonSerializerContext;
