using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Skybridge.Bench.Identity.Pages;

/// <summary>Takes a user name and a password, as the page that Identity's template makes.</summary>
sealed class SignInModel(SignInManager<IdentityUser> signIn) : PageModel
{
    [BindProperty]
    [Required]
    public string? UserName { get; set; }

    [BindProperty]
    [Required]
    public string? Password { get; set; }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
            return Page();

        var result = await signIn.PasswordSignInAsync(UserName!, Password!, isPersistent: false, lockoutOnFailure: true);
        if (result.Succeeded)
            return LocalRedirect("/");

        ModelState.AddModelError("", result.IsLockedOut ? "This account is locked." : "The user name or the password is wrong.");
        return Page();
    }
}
