using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Skybridge.Cloud.Federation;

namespace Skybridge.Cloud.Pages.Account;

/// <summary>Where people come back to from their provider: on to where they wanted to go, or to a page that says why not.</summary>
sealed class FederationReturnModel(FederatedSignIn signIn) : PageModel
{
    /// <summary>Why the person is not signed in.</summary>
    public FederationProblem? Problem { get; private set; }

    /// <summary>Where the person goes on to: an address of ours.</summary>
    public string OnwardUrl { get; private set; } = "/";

    public async Task<IActionResult> OnGetAsync(string domain)
    {
        var outcome = await signIn.FinishAsync(HttpContext, domain);
        var returnUrl = Url.IsLocalUrl(outcome.ReturnUrl) ? outcome.ReturnUrl : null;
        if (outcome.Refusal is not { } refusal)
        {
            OnwardUrl = returnUrl ?? "/";
            return Page();
        }

        Problem = FederationProblem.Of(refusal, FederationPaths.Normalize(domain), outcome.Name, returnUrl);
        Response.StatusCode = Problem.Status;
        return Page();
    }
}
