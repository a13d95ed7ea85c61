using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Skybridge.Cloud.SignIn;

/// <summary>
/// A person's session in their browser: who they are and when they proved it. Everything else is asked of the database each time.
/// </summary>
static class Session
{
    public const string Scheme = "session";

    const string CookieName = "__Host-skybridge";

    static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);

    /// <summary>Configures the session's cookie.</summary>
    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = CookieName;
        options.Cookie.Path = "/";
        options.Cookie.HttpOnly = true;
        options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.IsEssential = true;
        options.ExpireTimeSpan = Lifetime;
        options.SlidingExpiration = true;
        options.LoginPath = "/account/sign-in";
        options.ReturnUrlParameter = "returnUrl";
        options.Events.OnValidatePrincipal = ValidateAsync;
    }

    /// <summary>Begins a session.</summary>
    public static Task BeginAsync(HttpContext context, Guid user, DateTimeOffset now)
    {
        var identity = new ClaimsIdentity(
            [
                new Claim(Claims.Subject, user.ToString()),
                new Claim(Claims.AuthenticationTime, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
            ],
            Scheme);
        return context.SignInAsync(Scheme, new ClaimsPrincipal(identity));
    }

    /// <summary>Ends the session.</summary>
    public static Task EndAsync(HttpContext context) => context.SignOutAsync(Scheme);

    /// <summary>The person whose session this is; null for none.</summary>
    public static Guid? UserOf(ClaimsPrincipal? principal) => Guid.TryParse(
        principal?.FindFirst(Claims.Subject)?.Value,
        out var id) ? id : null;

    /// <summary>When the person last proved who they are.</summary>
    public static DateTimeOffset AuthenticatedAt(ClaimsPrincipal principal) =>
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(principal.FindFirst(Claims.AuthenticationTime)!.Value, CultureInfo.InvariantCulture));

    // Somebody who was disabled, expired or left has no session any more, from the next click on.
    static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        var person = UserOf(context.Principal) is { } id ? await FindAsync(
            services.GetRequiredService<CloudDbContext>(),
            id,
            context.HttpContext.RequestAborted) : null;
        if (person?.MaySignIn(services.GetRequiredService<TimeProvider>().GetUtcNow()) == true)
            return;

        context.RejectPrincipal();
        await EndAsync(context.HttpContext);
    }

    /// <summary>The person with this identifier, whether or not they may sign in.</summary>
    public static Task<CloudUser?> FindAsync(CloudDbContext db, Guid id, CancellationToken cancellationToken) =>
        db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == id, cancellationToken);
}
