using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Groups;
using Skybridge.Cloud.SignIn;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Skybridge.Cloud.OpenId;

/// <summary>Says about a person what their application's token allows, as it is now.</summary>
static class UserInfoEndpoint
{
    /// <summary>GET and POST <c>/connect/userinfo</c>; OpenIddict has checked the token.</summary>
    public static async Task HandleAsync(HttpContext context)
    {
        var token = (await context.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)).Principal!;
        var db = context.RequestServices.GetRequiredService<CloudDbContext>();
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var user = Session.UserOf(token) is { } id ? await Session.FindAsync(db, id, context.RequestAborted) : null;
        if (user?.MaySignIn(now) != true || token.GetExpirationDate() <= now) // OpenIddict allows five more minutes for an agent's clock.
        {
            var properties = new Dictionary<string, string?>
            {
                [OpenIddictServerAspNetCoreConstants.Properties.Error] = Errors.InvalidToken,
                [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = "The token has ended, or the person may not sign in any more.",
            };
            await context.ChallengeAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, new AuthenticationProperties(properties));
            return;
        }

        var tenant = await db.Tenants.Select(row => row.Id).SingleAsync(context.RequestAborted);
        var groups = token.HasScope(ClientDescriptor.GroupsScope)
            ? await GroupBook.OfPersonAsync(db, user, TokenClaims.MostGroupsOfUserInfo + 1, context.RequestAborted)
            : [];
        await context.Response.WriteAsJsonAsync(TokenClaims.UserInfo(user, tenant, token, groups), context.RequestAborted);
    }
}
