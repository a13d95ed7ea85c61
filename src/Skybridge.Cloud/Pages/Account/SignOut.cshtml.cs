using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Skybridge.Cloud.SignIn;

namespace Skybridge.Cloud.Pages.Account;

/// <summary>Ends the session when the person asks for it on our own page.</summary>
sealed class SignOutModel : PageModel
{
    public IActionResult OnGet() => LocalRedirect("/");

    public async Task<IActionResult> OnPostAsync()
    {
        await Session.EndAsync(HttpContext);
        return LocalRedirect("/account/signed-out");
    }
}
