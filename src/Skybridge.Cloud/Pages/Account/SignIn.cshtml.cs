using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Skybridge.Cloud.Federation;
using Skybridge.Cloud.OpenId;
using Skybridge.Cloud.SignIn;

namespace Skybridge.Cloud.Pages.Account;

/// <summary>Takes a user name and a password; the name first where the domain that it ends in may have to be asked elsewhere.</summary>
sealed class SignInModel(PasswordSignIn signIn, HomeRealm realm, TimeProvider time) : PageModel
{
    /// <summary>The longest name that is taken from an address.</summary>
    public const int LongestHint = 320;

    /// <summary>What went wrong, the same for whatever it was; null when nothing did.</summary>
    public string? Message { get; private set; }

    /// <summary>Whether the fields are what has to be changed.</summary>
    public bool IsWrong { get; private set; }

    public string? UserName { get; private set; }

    /// <summary>Whether it is known that the person has a password here, as far as a domain can tell.</summary>
    public bool AsksForPassword { get; private set; } = true;

    /// <summary>The federated domain of the person, who goes on to its provider.</summary>
    public string? Domain { get; private set; }

    /// <summary>The address that leads there; null for whom is signed in here.</summary>
    public string? ElsewhereUrl { get; private set; }

    /// <summary>The application that asked; null when nobody did.</summary>
    public string? ClientName { get; private set; }

    /// <summary>Where the form is sent.</summary>
    public string FormAction
    {
        get
        {
            var query = new Dictionary<string, string?> { ["returnUrl"] = ReturnUrl, [FederationPaths.FreshParameter] = IsFresh ? "1" : null };
            return QueryHelpers.AddQueryString("/account/sign-in", query.Where(pair => pair.Value is not null));
        }
    }

    bool IsFresh => Request.Query.ContainsKey(FederationPaths.FreshParameter);

    // Anything that leads away from here is as good as nothing.
    string? ReturnUrl => Request.Query["returnUrl"].ToString() is { Length: > 0 } url && Url.IsLocalUrl(url) ? url : null;

    public async Task<IActionResult> OnGetAsync()
    {
        var hint = Request.Query[AuthorizeEndpoint.HintParameter].ToString();
        UserName = hint.Length is > 0 and <= LongestHint ? hint : null;
        if (UserName is not null && await FindElsewhereAsync(UserName))
            return LocalRedirect(ElsewhereUrl!);

        AsksForPassword = UserName is not null || !await realm.IsAnyFederatedAsync(HttpContext.RequestAborted);
        await DescribeClientAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        // Read as they were sent: model binding would take a password of spaces for none.
        var form = await Request.ReadFormAsync(HttpContext.RequestAborted);
        UserName = form["username"].ToString().Trim();
        if (await FindElsewhereAsync(UserName))
            return Page(); // Whatever else was typed is not looked at.
        if (!form.ContainsKey("password"))
        {
            AsksForPassword = UserName.Length > 0;
            await DescribeClientAsync();
            return Page();
        }

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
            case SignInOutcome.Busy:
                Message = SignInMessages.Busy(Response);
                break;
            default:
                IsWrong = true;
                Message = SignInMessages.Refused;
                break;
        }
    }

    async Task<bool> FindElsewhereAsync(string userName)
    {
        Domain = await realm.FindDomainAsync(userName, HttpContext.RequestAborted);
        ElsewhereUrl = Domain is null ? null : FederationPaths.Start(Domain, userName.Length <= LongestHint ? userName : null, ReturnUrl, IsFresh);
        return Domain is not null;
    }

    async Task DescribeClientAsync() => ClientName = await RequestingClient.DescribeAsync(HttpContext, ReturnUrl);
}
