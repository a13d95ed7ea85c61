using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using OpenIddict.Validation.AspNetCore;
using Skybridge.Cloud.Data;
using Skybridge.Contract;

namespace Skybridge.Cloud.Delivery;

/// <summary>Lets agents in: a token of ours for the delivery API, and an agent that is not revoked at this moment.</summary>
static class AgentAuthentication
{
    /// <summary>The agent that sends this request.</summary>
    /// <exception cref="ApiRefusalException">It is none that is let in.</exception>
    public static async Task<Agent> RequireAsync(HttpContext context, CloudDbContext db)
    {
        var result = await context.AuthenticateAsync(OpenIddictValidationAspNetCoreDefaults.AuthenticationScheme);
        if (result.Principal is not { } principal || !principal.HasScope(ApiPaths.DeliveryScope))
            throw ApiRefusalException.Rejected("The request has no valid token of an agent.");

        var id = principal.GetClaim(OpenIddictConstants.Claims.Subject);
        var agent = await db.Agents.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, context.RequestAborted);
        return agent is { RevokedAt: null } ? agent : throw ApiRefusalException.Rejected("The agent was revoked.");
    }
}
