using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Federation;
using Skybridge.Cloud.SignIn;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Skybridge.Cloud.OpenId;

/// <summary>
/// Sends whoever has a session back to the application, and whoever has none, or not a fresh enough one, to the sign-in page.
/// </summary>
static class AuthorizeEndpoint
{
    public const string Path = "/connect/authorize";

    /// <summary>The parameter that the sign-in page takes a name from.</summary>
    public const string HintParameter = "hint";

    static readonly HashSet<string> SettledBySignIn = [Parameters.Prompt, Parameters.MaxAge];

    /// <summary>GET and POST <see cref="Path"/>; OpenIddict has checked the request.</summary>
    public static async Task HandleAsync(HttpContext context)
    {
        var request = context.GetOpenIddictServerRequest()!;
        var principal = (await context.AuthenticateAsync(Session.Scheme)).Principal;
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        if (principal is null || NeedsSignIn(request, principal, now) || !await IsMeantAsync(context, request, principal))
        {
            await (request.HasPromptValue(PromptValues.None) ? RefuseAsync(context) : SendToSignInAsync(context, request, isFresh: NeedsFreshProof(request)));
            return;
        }

        var db = context.RequestServices.GetRequiredService<CloudDbContext>();
        var user = await Session.FindAsync(db, Session.UserOf(principal)!.Value, context.RequestAborted);
        var tenant = await db.Tenants.Select(row => row.Id).SingleAsync(context.RequestAborted);
        var claims = TokenClaims.Create(user!, tenant, Session.AuthenticatedAt(principal), request.GetScopes(), []); // Groups are looked up for the tokens.
        await context.SignInAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, claims);
    }

    // A provider that remembers the person has to be told as well.
    static bool NeedsFreshProof(OpenIddictRequest request) =>
        request.HasPromptValue(PromptValues.Login) || request.HasPromptValue(PromptValues.SelectAccount) || request.MaxAge is not null;

    static bool NeedsSignIn(OpenIddictRequest request, ClaimsPrincipal session, DateTimeOffset now) =>
        request.HasPromptValue(PromptValues.Login)
        || request.HasPromptValue(PromptValues.SelectAccount)
        || (request.MaxAge is { } seconds && now - Session.AuthenticatedAt(session) > TimeSpan.FromSeconds(seconds));

    // An application that names the person whom it knows must not be handed another.
    static async Task<bool> IsMeantAsync(HttpContext context, OpenIddictRequest request, ClaimsPrincipal session)
    {
        if (string.IsNullOrEmpty(request.IdTokenHint))
            return true;

        var hint = await context.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
        return hint.Principal?.GetClaim(Claims.Subject) is not { } subject || subject == Session.UserOf(session)?.ToString();
    }

    static Task RefuseAsync(HttpContext context) => context.ForbidAsync(
        OpenIddictServerAspNetCoreDefaults.AuthenticationScheme,
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = Errors.LoginRequired,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = "The person is not signed in.",
        }));

    // Signing in settles prompt and max_age: the person comes back without them, or would be asked for ever.
    static Task SendToSignInAsync(HttpContext context, OpenIddictRequest request, bool isFresh)
    {
        var parameters = request.GetParameters()
            .Where(parameter => !SettledBySignIn.Contains(parameter.Key))
            .Select(
                parameter => KeyValuePair.Create(parameter.Key, Convert.ToString((string?)parameter.Value, CultureInfo.InvariantCulture)));
        var query = new Dictionary<string, string?>
        {
            ["returnUrl"] = QueryHelpers.AddQueryString(Path, parameters!),
            [HintParameter] = request.LoginHint,
            [FederationPaths.FreshParameter] = isFresh ? "1" : null,
        };
        context.Response.Redirect(QueryHelpers.AddQueryString("/account/sign-in", query.Where(pair => pair.Value is not null)));
        return Task.CompletedTask;
    }
}
