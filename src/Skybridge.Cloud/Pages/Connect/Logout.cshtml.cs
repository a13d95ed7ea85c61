using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using Skybridge.Cloud.Hosting;
using Skybridge.Cloud.OpenId;
using Skybridge.Cloud.SignIn;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Skybridge.Cloud.Pages.Connect;

/// <summary>The end session endpoint. OpenIddict has checked the request.</summary>
/// <remarks>
/// An application that shows a token of the very person is believed; anything else could be any page's doing, so the person is asked. An
/// application may also post here, hence no refusal of forms that are not ours: they are asked as well.
/// </remarks>
[IgnoreAntiforgeryToken]
sealed class LogoutModel(IAntiforgery antiforgery, IOpenIddictApplicationManager applications) : PageModel
{
    /// <summary>What the application sent, to be sent again with the person's answer.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; private set; } = [];

    public Task<IActionResult> OnGetAsync() => AnswerAsync(isAnswer: false);

    public async Task<IActionResult> OnPostAsync() => await AnswerAsync(isAnswer: await antiforgery.IsRequestValidAsync(HttpContext));

    async Task<IActionResult> AnswerAsync(bool isAnswer)
    {
        var session = Session.UserOf((await HttpContext.AuthenticateAsync(Session.Scheme)).Principal);
        var hint = await HttpContext.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
        if (session is null || isAnswer || hint.Principal?.GetClaim(Claims.Subject) == session.ToString())
        {
            await Session.EndAsync(HttpContext);
            return SignOut(
                new AuthenticationProperties { RedirectUri = "/account/signed-out" },
                OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
        }

        var request = HttpContext.GetOpenIddictServerRequest()!;
        Parameters = [.. request.GetParameters().Select(parameter => KeyValuePair.Create(parameter.Key, (string?)parameter.Value ?? ""))];
        var sources = await RedirectSources.OfAsync(applications, request.ClientId, HttpContext.RequestAborted);
        Response.Headers.ContentSecurityPolicy = ContentPolicy.ForRedirectTo(sources);
        return Page();
    }
}
