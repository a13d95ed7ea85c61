using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Skybridge.Cloud.Federation;
using Skybridge.Cloud.OpenId;

namespace Skybridge.Cloud.Pages.Account;

/// <summary>Sends a person of a federated domain to their provider.</summary>
sealed class FederationStartModel(HomeRealm realm, ILogger<FederationStartModel> logger) : PageModel
{
    /// <summary>What is in the way.</summary>
    public FederationProblem? Problem { get; private set; }

    string? ReturnUrl => Request.Query["returnUrl"].ToString() is { Length: > 0 } url && Url.IsLocalUrl(url) ? url : null;

    public async Task<IActionResult> OnGetAsync(string domain)
    {
        if (await realm.FindAsync(domain, HttpContext.RequestAborted) is not { } federated)
            return Refuse(FederationRefusal.NotFederated, domain);

        try
        {
            await HttpContext.ChallengeAsync(federated.Scheme, Properties());
            return new EmptyResult();
        }
        catch (Exception error) when (error is not OperationCanceledException || !HttpContext.RequestAborted.IsCancellationRequested)
        {
            logger.ProviderUnreachable(error, federated.Domain, federated.Issuer);
            return Refuse(FederationRefusal.ProviderDown, federated.Domain);
        }
    }

    AuthenticationProperties Properties()
    {
        var properties = new AuthenticationProperties();
        if (ReturnUrl is { } url)
            properties.Items[FederationEvents.ReturnUrlItem] = url;
        if (Request.Query[AuthorizeEndpoint.HintParameter].ToString() is { Length: > 0 and <= SignInModel.LongestHint } hint)
            properties.Items[FederationEvents.HintItem] = hint;
        if (Request.Query.ContainsKey(FederationPaths.FreshParameter))
            properties.Items[FederationEvents.FreshItem] = "1";
        return properties;
    }

    PageResult Refuse(FederationRefusal refusal, string domain)
    {
        Problem = FederationProblem.Of(refusal, domain, name: null, ReturnUrl);
        Response.StatusCode = Problem.Status;
        return Page();
    }
}
