using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Skybridge.Cloud.OpenId;
using Skybridge.Cloud.SignIn;

namespace Skybridge.Cloud.Pages.Account;

/// <summary>Takes a user name and a password.</summary>
sealed class SignInModel(PasswordSignIn signIn, TimeProvider time) : PageModel
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

        if (outcome is SignInOutcome.MustChange)
            return LocalRedirect(ChangePasswordModel.AddressFor(UserName, ReturnUrl));

        await DescribeClientAsync();
        Describe(outcome);
        return Page();
    }

    void Describe(SignInOutcome outcome)
    {
        switch (outcome)
        {
            case SignInOutcome.Slowed(var wait):
                Message = SignInMessages.Slow(Response, wait);
                break;
            default:
                IsWrong = true;
                Message = SignInMessages.Refused;
                break;
        }
    }

    async Task DescribeClientAsync() => ClientName = await RequestingClient.DescribeAsync(HttpContext, ReturnUrl);
}
