using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.OpenId;
using Skybridge.Cloud.People;
using Skybridge.Cloud.SignIn;

namespace Skybridge.Cloud.Pages.Account;

/// <summary>Takes the password that somebody has and a new one; without JavaScript, and telling a stranger nothing.</summary>
sealed class ChangePasswordModel(PasswordChanger changer, CloudDbContext db, TimeProvider time) : PageModel
{
    const string Address = "/account/change-password";
    const int LongestHint = 320;

    /// <summary>What went wrong, all of it.</summary>
    public IReadOnlyList<string> Messages { get; private set; } = [];

    public string? UserName { get; private set; }

    /// <summary>Whether the name is given, and not for the person to type.</summary>
    public bool IsNameKnown { get; private set; }

    /// <summary>Whether the person was sent here when they signed in.</summary>
    public bool IsDemanded { get; private set; }

    /// <summary>Whether this password is changed where it comes from.</summary>
    public bool IsElsewhere { get; private set; }

    public bool IsCurrentWrong { get; private set; }

    public bool IsNewWrong { get; private set; }

    /// <summary>The application that the person is on the way to; null for none.</summary>
    public string? ClientName { get; private set; }

    /// <summary>Where the form is sent.</summary>
    public string FormAction => AddressFor(IsDemanded ? Hint : null, ReturnUrl);

    string? Hint => Request.Query[AuthorizeEndpoint.HintParameter].ToString() is { Length: > 0 and <= LongestHint } hint ? hint : null;

    // Anything that leads away from here is as good as nothing.
    string? ReturnUrl => Request.Query["returnUrl"].ToString() is { Length: > 0 } url && Url.IsLocalUrl(url) ? url : null;

    /// <summary>The address to send somebody to who has to change their password before they get in.</summary>
    public static string AddressFor(string? userName, string? returnUrl)
    {
        var query = new Dictionary<string, string?> { [AuthorizeEndpoint.HintParameter] = userName, ["returnUrl"] = returnUrl };
        return QueryHelpers.AddQueryString(Address, query.Where(pair => pair.Value is not null));
    }

    public async Task OnGetAsync() => await DescribeAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        // Read as they were sent: model binding would take a password of spaces for none.
        var form = await Request.ReadFormAsync(HttpContext.RequestAborted);
        UserName = form["username"].ToString().Trim();
        var typed = new NewPasswordForm
        {
            UserName = UserName,
            Current = form["current"].ToString(),
            New = form["new"].ToString(),
            Again = form["again"].ToString(),
        };
        var outcome = await changer.ChangeAsync(HttpContext, typed);
        if (outcome.Proof is SignInOutcome.SignedIn(var person))
        {
            await Session.BeginAsync(HttpContext, person.Id, time.GetUtcNow());
            return LocalRedirect(ReturnUrl ?? "/account/password-changed");
        }

        await DescribeAsync();
        Explain(outcome);
        return Page();
    }

    void Explain(PasswordChangeOutcome outcome)
    {
        IsElsewhere = outcome.IsElsewhere;
        IsNewWrong = outcome.Broken.Count > 0;
        IsCurrentWrong = outcome.Proof is SignInOutcome.Refused;
        Messages = outcome.Proof switch
        {
            SignInOutcome.Slowed(var wait) => [SignInMessages.Slow(Response, wait)],
            SignInOutcome.Busy => [SignInMessages.Busy(Response)],
            SignInOutcome.Refused => [SignInMessages.Refused, .. outcome.Broken],
            _ => outcome.Broken,
        };
    }

    async Task DescribeAsync()
    {
        ClientName = await RequestingClient.DescribeAsync(HttpContext, ReturnUrl);
        IsDemanded = Hint is not null;
        var session = IsDemanded || Session.UserOf(User) is not { } id ? null : await Session.FindAsync(db, id, HttpContext.RequestAborted);
        UserName ??= Hint ?? session?.UserName;
        IsNameKnown = IsDemanded || session is not null;
        if (session is { Source: PersonSource.Sync })
        {
            var credential = await db.Credentials.AsNoTracking().SingleOrDefaultAsync(row => row.UserId == session.Id, HttpContext.RequestAborted);
            IsElsewhere = credential is null || !changer.MayChange(session, credential, await PasswordPolicy.ReadAsync(db, HttpContext.RequestAborted));
        }
    }
}
