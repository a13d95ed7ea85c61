using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.OpenId;
using Skybridge.Cloud.SignIn;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Skybridge.Cloud.Pages.Connect;

/// <summary>Where an administrator decides whether a command that showed a code may administer the cloud. OpenIddict has looked the code up.</summary>
/// <remarks>
/// Whoever can make an administrator open a link could fill a code of their own in. So the page says from where and when the code was asked for,
/// lets the person compare it with what their terminal shows, and does nothing without a click that only this page can produce.
/// </remarks>
sealed class VerifyModel(CloudDbContext db, IOpenIddictApplicationManager applications, UserCodeLimit limit, TimeProvider time) : PageModel
{
    public const string Path = "/connect/verify";

    /// <summary>What the page is about.</summary>
    public VerifyState State { get; private set; }

    /// <summary>The person who decides.</summary>
    public CloudUser? Person { get; private set; }

    public string? Message { get; private set; }

    public string? UserCode { get; private set; }

    /// <summary>The program that asks.</summary>
    public string? ClientName { get; private set; }

    public string? Address { get; private set; }

    public string? RequestedBy { get; private set; }

    public DateTimeOffset? RequestedAt { get; private set; }

    /// <summary>Whether it was this very machine that asked, as far as the network can tell.</summary>
    public bool IsSameAddress => Address is not null && Address == HttpContext.Connection.RemoteIpAddress?.ToString();

    string? TypedCode => HttpContext.Request.HasFormContentType
        ? HttpContext.Request.Form[Parameters.UserCode]
        : HttpContext.Request.Query[Parameters.UserCode];

    public async Task<IActionResult> OnGetAsync() => await FindAsync() is null ? NotFound(State) : Page();

    public async Task<IActionResult> OnPostAsync(string? decision)
    {
        if (await FindAsync() is not { } code)
            return NotFound(State);
        if (decision != "allow")
        {
            await NoteAsync(AuditActions.AdministrationDenied);
            return Forbid(new AuthenticationProperties { RedirectUri = $"{Path}/done?denied=1" }, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
        }

        await NoteAsync(AuditActions.AdministrationGranted);
        var principal = AdminTokens.For(Person!);
        return SignIn(principal, new AuthenticationProperties { RedirectUri = $"{Path}/done" }, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    // What stands in the way: nobody signed in, nobody who may, no code, or a wrong one.
    IActionResult NotFound(VerifyState state)
    {
        if (state != VerifyState.SignIn)
            return Page();

        var back = TypedCode is { Length: > 0 } code ? QueryHelpers.AddQueryString(Path, Parameters.UserCode, code) : Path;
        return LocalRedirect(QueryHelpers.AddQueryString("/account/sign-in", "returnUrl", back));
    }

    async Task<System.Security.Claims.ClaimsPrincipal?> FindAsync()
    {
        var session = (await HttpContext.AuthenticateAsync(Session.Scheme)).Principal;
        Person = Session.UserOf(session) is { } id ? await Session.FindAsync(db, id, HttpContext.RequestAborted) : null;
        if (Person?.MayAdminister(time.GetUtcNow()) != true)
        {
            State = Person is null ? VerifyState.SignIn : VerifyState.NoAdministrator;
            Response.StatusCode = Person is null ? Response.StatusCode : StatusCodes.Status403Forbidden;
            return null;
        }

        State = VerifyState.AskForCode;
        if (string.IsNullOrWhiteSpace(TypedCode))
            return null;
        if (!await limit.MayTryAsync(Person.Id, HttpContext.RequestAborted))
        {
            Response.StatusCode = StatusCodes.Status429TooManyRequests;
            Message = "Too many codes were wrong. Please try again in a minute.";
            return null;
        }

        return await ReadCodeAsync();
    }

    async Task<System.Security.Claims.ClaimsPrincipal?> ReadCodeAsync()
    {
        var result = await HttpContext.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
        var clientId = result.Principal?.GetClaim(Claims.ClientId);
        if (result is not { Succeeded: true, Principal: { } code } || string.IsNullOrEmpty(clientId)
            || await applications.FindByClientIdAsync(clientId, HttpContext.RequestAborted) is not { } application)
        {
            await limit.CountAsync(Person!.Id);
            Message = "This code is not valid: it was mistyped, used before, or is older than ten minutes.";
            return null;
        }

        State = VerifyState.Decide;
        UserCode = result.Properties?.GetTokenValue(OpenIddictServerAspNetCoreConstants.Tokens.UserCode);
        ClientName = await applications.GetDisplayNameAsync(application, HttpContext.RequestAborted);
        (Address, RequestedBy, RequestedAt) = (DeviceRequest.AddressOf(code), DeviceRequest.RequestedByOf(code), DeviceRequest.RequestedAtOf(code));
        return code;
    }

    async Task NoteAsync(string action)
    {
        (string, string?)[] details = [("address", Address), ("requestedBy", RequestedBy), ("decidedAt", HttpContext.Connection.RemoteIpAddress?.ToString())];
        db.AuditEntries.Add(Audit.Entry(time.GetUtcNow(), $"admin:{Person!.UserName}", action, ClientName, details));
        await db.SaveChangesAsync(HttpContext.RequestAborted);
    }
}

/// <summary>What the page has to say.</summary>
enum VerifyState
{
    /// <summary>Nobody is signed in.</summary>
    SignIn,

    /// <summary>Whoever is signed in may not decide.</summary>
    NoAdministrator,

    /// <summary>The code has to be typed.</summary>
    AskForCode,

    /// <summary>There is something to decide.</summary>
    Decide,
}
