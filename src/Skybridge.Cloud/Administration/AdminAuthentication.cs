using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using OpenIddict.Validation.AspNetCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Delivery;
using Skybridge.Cloud.OpenId;
using Skybridge.Contract;

namespace Skybridge.Cloud.Administration;

/// <summary>
/// Lets administrators in: a token of ours for the administration API, of a person who is an administrator at this moment or of a program that
/// is registered at this moment. A token alone is not enough.
/// </summary>
static class AdminAuthentication
{
    /// <summary>Who sends this request.</summary>
    /// <exception cref="ApiRefusalException">Nobody who is let in.</exception>
    public static async Task<AdministrationCaller> RequireAsync(HttpContext context, CloudDbContext db)
    {
        var result = await context.AuthenticateAsync(OpenIddictValidationAspNetCoreDefaults.AuthenticationScheme);
        if (result.Principal is not { } token || !token.HasScope(AdminPaths.Scope))
            throw Rejected("The request has no valid token for the administration API.");

        var subject = token.GetClaim(OpenIddictConstants.Claims.Subject);
        if (AdminTokens.ProgramOf(subject) is { } program)
            return await RequireProgramAsync(context, program);
        return Guid.TryParse(subject, out var person)
            ? await RequirePersonAsync(context, db, person)
            : throw Rejected("The request has no valid token for the administration API.");
    }

    static async Task<AdministrationCaller> RequirePersonAsync(HttpContext context, CloudDbContext db, Guid id)
    {
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var person = await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == id, context.RequestAborted);
        return person?.MayAdminister(now) == true
            ? new() { Actor = $"admin:{person.UserName}", Name = person.UserName }
            : throw Rejected("The token's owner is not an administrator any more.");
    }

    static async Task<AdministrationCaller> RequireProgramAsync(HttpContext context, string id)
    {
        var applications = context.RequestServices.GetRequiredService<IOpenIddictApplicationManager>();
        if (await applications.FindByClientIdAsync(id, context.RequestAborted) is not { } application
            || !await ClientDescriptor.IsForAdministrationAsync(applications, application, context.RequestAborted))
            throw Rejected("The token's owner is not registered for administration any more.");

        return new() { Actor = $"client:{id}", Name = await applications.GetDisplayNameAsync(application, context.RequestAborted) ?? id };
    }

    static ApiRefusalException Rejected(string error) => new(
        StatusCodes.Status401Unauthorized,
        ErrorCodes.AdministratorRejected,
        error,
        "Ask for a new token, as an administrator of the cloud or as a client that was added with --administration.");
}
