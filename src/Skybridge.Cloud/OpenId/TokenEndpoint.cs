using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Groups;
using Skybridge.Cloud.SignIn;
using Skybridge.Contract;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Skybridge.Cloud.OpenId;

/// <summary>Gives out tokens: to applications for a code or a refresh token, to agents for their signed assertion.</summary>
static class TokenEndpoint
{
    public static readonly TimeSpan AgentTokenLifetime = TimeSpan.FromMinutes(5);

    /// <summary>POST <see cref="ApiPaths.Token"/>; OpenIddict has checked the request and who sends it.</summary>
    public static Task HandleAsync(HttpContext context)
    {
        var request = context.GetOpenIddictServerRequest()!;
        return request.IsClientCredentialsGrantType() ? GiveToAgentAsync(context, request) : GiveToApplicationAsync(context);
    }

    static async Task GiveToAgentAsync(HttpContext context, OpenIddictRequest request)
    {
        var db = context.RequestServices.GetRequiredService<CloudDbContext>();
        var isActive = await db.Agents.AnyAsync(agent => agent.Id == request.ClientId && agent.RevokedAt == null, context.RequestAborted);
        if (!isActive || !request.HasScope(ApiPaths.DeliveryScope))
        {
            await RefuseAsync(
                context,
                Errors.InvalidScope,
                $"Only an agent gets a token of its own, for the scope {ApiPaths.DeliveryScope}.");
            return;
        }

        var identity = new ClaimsIdentity(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, request.ClientId);
        identity.SetScopes(ApiPaths.DeliveryScope);
        identity.SetAudiences(ApiPaths.DeliveryScope);
        identity.SetAccessTokenLifetime(AgentTokenLifetime);
        identity.SetDestinations(_ => [Destinations.AccessToken]);
        await context.SignInAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, new ClaimsPrincipal(identity));
    }

    // What the person is now counts, not what they were when they signed in.
    static async Task GiveToApplicationAsync(HttpContext context)
    {
        var grant = (await context.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)).Principal!;
        var db = context.RequestServices.GetRequiredService<CloudDbContext>();
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var user = Session.UserOf(grant) is { } id ? await Session.FindAsync(db, id, context.RequestAborted) : null;
        if (user?.MaySignIn(now) != true)
        {
            await RefuseAsync(context, Errors.InvalidGrant, "The person may not sign in any more.");
            return;
        }

        var tenant = await db.Tenants.Select(row => row.Id).SingleAsync(context.RequestAborted);
        var authenticatedAt = DateTimeOffset.FromUnixTimeSeconds(
            long.Parse(grant.GetClaim(Claims.AuthenticationTime)!, CultureInfo.InvariantCulture));
        var groups = grant.HasScope(ClientDescriptor.GroupsScope)
            ? await GroupBook.OfPersonAsync(db, user, TokenClaims.MostGroups + 1, context.RequestAborted)
            : [];
        var claims = TokenClaims.Create(user, tenant, authenticatedAt, grant.GetScopes(), groups);
        claims.SetAuthorizationId(grant.GetAuthorizationId());
        await context.SignInAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, claims);
    }

    static Task RefuseAsync(HttpContext context, string error, string description) => context.ForbidAsync(
        OpenIddictServerAspNetCoreDefaults.AuthenticationScheme,
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
        }));
}
