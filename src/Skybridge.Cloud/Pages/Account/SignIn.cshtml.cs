using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using OpenIddict.Abstractions;
using Skybridge.Cloud.Hosting;
using Skybridge.Cloud.OpenId;
using Skybridge.Cloud.SignIn;

namespace Skybridge.Cloud.Pages.Account;

/// <summary>Takes a user name and a password.</summary>
sealed class SignInModel(PasswordSignIn signIn, IOpenIddictApplicationManager applications, TimeProvider time) : PageModel
{
    const int LongestHint = 320;

    /// <summary>What went wrong, the same for whatever it was; null when nothing did.</summary>
    public string? Message { get; private set; }

    /// <summary>Whether the fields are what has to be changed.</summary>
    public bool IsWrong { get; private set; }

    public string? UserName { get; private set; }

    /// <summary>The application that asked; null when nobody did.</summary>
    public string? ClientName { get; private set; }

    /// <summary>Where the form is sent.</summary>
    public string FormAction => ReturnUrl is null ? "/account/sign-in" : QueryHelpers.AddQueryString(
        "/account/sign-in",
        "returnUrl",
        ReturnUrl);

    // Anything that leads away from here is as good as nothing.
    string? ReturnUrl => Request.Query["returnUrl"].ToString() is { Length: > 0 } url && Url.IsLocalUrl(url) ? url : null;

    public async Task OnGetAsync()
    {
        var hint = Request.Query[AuthorizeEndpoint.HintParameter].ToString();
        UserName = hint.Length is > 0 and <= LongestHint ? hint : null;
        await DescribeClientAsync();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        // Read as they were sent: model binding would take a password of spaces for none.
        var form = await Request.ReadFormAsync(HttpContext.RequestAborted);
        UserName = form["username"].ToString().Trim();
        var outcome = await signIn.CheckAsync(HttpContext, UserName, form["password"].ToString());
        if (outcome is SignInOutcome.SignedIn(var person))
        {
            await Session.BeginAsync(HttpContext, person.Id, time.GetUtcNow());
            return LocalRedirect(ReturnUrl ?? "/");
        }

        await DescribeClientAsync();
        Describe(outcome);
        return Page();
    }

    void Describe(SignInOutcome outcome)
    {
        switch (outcome)
        {
            case SignInOutcome.Slowed(var wait):
                var seconds = (int)Math.Ceiling(wait.TotalSeconds);
                Response.StatusCode = StatusCodes.Status429TooManyRequests;
                Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
                Message = $"There were too many attempts to sign in. Please try again in {InWords(seconds)}.";
                break;
            case SignInOutcome.MustChange:
                Message = "Your password is temporary. Change it on a computer of your organisation, then sign in here with the new one.";
                break;
            default:
                IsWrong = true;
                Message = "The user name and password do not go together, or this account may not sign in. Check both, and try again.";
                break;
        }
    }

    async Task DescribeClientAsync()
    {
        if (ReturnUrl is not { } url || !url.StartsWith($"{AuthorizeEndpoint.Path}?", StringComparison.Ordinal))
            return;

        var clientId = QueryHelpers.ParseQuery(url[AuthorizeEndpoint.Path.Length..])[OpenIddictConstants.Parameters.ClientId].ToString();
        var sources = await RedirectSources.OfAsync(applications, clientId, HttpContext.RequestAborted);
        if (sources.Count == 0)
            return;

        // After the form, the browser is sent on to the application, and holds that to this page's policy.
        Response.Headers.ContentSecurityPolicy = ContentPolicy.ForRedirectTo(sources);
        var application = await applications.FindByClientIdAsync(clientId, HttpContext.RequestAborted);
        ClientName = await applications.GetDisplayNameAsync(application!, HttpContext.RequestAborted);
    }

    static string InWords(int seconds) => seconds switch
    {
        1 => "1 second",
        < 90 => $"{seconds} seconds",
        _ => $"{(seconds + 59) / 60} minutes",
    };
}
