using System.Security.Claims;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using Skybridge.Cloud.Data;
using Skybridge.Contract;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Skybridge.Cloud.OpenId;

/// <summary>Tokens for the administration API: short, not renewed, and with nothing in them but whose they are.</summary>
static class AdminTokens
{
    const string ProgramPrefix = "client:";

    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>For an administrator.</summary>
    public static ClaimsPrincipal For(CloudUser person) => Create(person.Id.ToString());

    /// <summary>For a program that was registered for administration.</summary>
    public static ClaimsPrincipal For(string clientId) => Create($"{ProgramPrefix}{clientId}");

    /// <summary>The program that a token was given to; null when it was given to a person.</summary>
    public static string? ProgramOf(string? subject) =>
        subject?.StartsWith(ProgramPrefix, StringComparison.Ordinal) == true ? subject[ProgramPrefix.Length..] : null;

    static ClaimsPrincipal Create(string subject)
    {
        var identity = new ClaimsIdentity(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, subject);
        identity.SetScopes(AdminPaths.Scope);
        identity.SetAudiences(AdminPaths.Scope);
        identity.SetAccessTokenLifetime(Lifetime);
        identity.SetDestinations(_ => [Destinations.AccessToken]);
        return new ClaimsPrincipal(identity);
    }
}
