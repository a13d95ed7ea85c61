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

/// <summary>
/// Gives out tokens: to applications for a code or a refresh token, to agents for their signed assertion, to administrators for the device code
/// that they allowed, and to programs that are registered for administration.
/// </summary>
static class TokenEndpoint
{
    public static readonly TimeSpan AgentTokenLifetime = TimeSpan.FromMinutes(5);

    /// <summary>POST <see cref="ApiPaths.Token"/>; OpenIddict has checked the request and who sends it.</summary>
    public static Task HandleAsync(HttpContext context)
    {
        var request = context.GetOpenIddictServerRequest()!;
        if (request.IsDeviceCodeGrantType())
            return GiveToAdministratorAsync(context);
        if (!request.IsClientCredentialsGrantType())
            return GiveToApplicationAsync(context);
        return request.HasScope(AdminPaths.Scope) ? GiveToProgramAsync(context, request) : GiveToAgentAsync(context, request);
    }

    // An administrator said yes a moment ago, and may have ceased to be one since.
    static async Task GiveToAdministratorAsync(HttpContext context)
    {
        var grant = (await context.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)).Principal!;
        var db = context.RequestServices.GetRequiredService<CloudDbContext>();
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var person = Session.UserOf(grant) is { } id ? await Session.FindAsync(db, id, context.RequestAborted) : null;
        await (person?.MayAdminister(now) == true && grant.HasScope(AdminPaths.Scope)
            ? context.SignInAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, AdminTokens.For(person))
            : RefuseAsync(context, Errors.InvalidGrant, "The person who allowed this is not an administrator any more."));
    }

    // OpenIddict has checked the secret, and that the scope is this client's.
    static async Task GiveToProgramAsync(HttpContext context, OpenIddictRequest request)
    {
        var applications = context.RequestServices.GetRequiredService<IOpenIddictApplicationManager>();
        var isRegistered = await applications.FindByClientIdAsync(request.ClientId!, context.RequestAborted) is { } application
            && await ClientDescriptor.IsForAdministrationAsync(applications, application, context.RequestAborted);
        await (isRegistered
            ? context.SignInAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, AdminTokens.For(request.ClientId!))
            : RefuseAsync(context, Errors.InvalidScope, $"This client is not registered for the scope {AdminPaths.Scope}."));
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
