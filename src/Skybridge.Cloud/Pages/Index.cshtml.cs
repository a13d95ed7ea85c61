using Microsoft.AspNetCore.Mvc.RazorPages;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.SignIn;

namespace Skybridge.Cloud.Pages;

/// <summary>Says who is signed in.</summary>
sealed class IndexModel(CloudDbContext db) : PageModel
{
    public CloudUser? Person { get; private set; }

    public async Task OnGetAsync()
    {
        if (Session.UserOf(User) is { } id)
            Person = await Session.FindAsync(db, id, HttpContext.RequestAborted);
    }
}
