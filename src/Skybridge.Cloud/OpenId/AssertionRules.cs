using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using Skybridge.Cloud.Data;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Skybridge.Cloud.OpenId;

/// <summary>An agent's signed assertion is short-lived and good once, so that one that was overheard opens nothing.</summary>
/// <remarks>OpenIddict has checked its signature, audience, issuer and end by then. [RFC 7523] 3 leaves the rest to the server.</remarks>
sealed class AssertionRules(CloudDbContext db, TimeProvider time) : IOpenIddictServerHandler<ProcessAuthenticationContext>
{
    /// <summary>How far an agent's clock may be behind; OpenIddict itself would allow five minutes.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(30);

    static readonly TimeSpan LongestLifetime = TimeSpan.FromMinutes(10);

    /// <summary>Where the rule stands: after everything that OpenIddict checks.</summary>
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } = OpenIddictServerHandlerDescriptor
        .CreateBuilder<ProcessAuthenticationContext>()
        .UseScopedHandler<AssertionRules>()
        .SetOrder(int.MaxValue - 1000)
        .Build();

    public async ValueTask HandleAsync(ProcessAuthenticationContext context)
    {
        if (context.ClientAssertionPrincipal is not { } assertion || context.IsRejected)
            return;

        var now = time.GetUtcNow();
        var id = assertion.GetClaim(Claims.JwtId);
        if (assertion.GetExpirationDate() is not { } end || end - now > LongestLifetime)
            context.Reject(Errors.InvalidClient, $"The assertion must end within {LongestLifetime.TotalMinutes:0} minutes.");
        else if (end + ClockTolerance <= now)
            context.Reject(Errors.InvalidClient, "The assertion has ended. Compare the agent's clock with the cloud's.");
        else if (string.IsNullOrEmpty(id))
            context.Reject(Errors.InvalidClient, "The assertion must have an identifier (jti).");
        else if (!await SpendAsync($"{context.ClientId}\n{id}", end))
            context.Reject(Errors.InvalidClient, "The assertion was used before.");
    }

    async Task<bool> SpendAsync(string assertion, DateTimeOffset end)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(assertion)));
        if (await db.SpentAssertions.AnyAsync(row => row.Hash == hash))
            return false;

        var spent = db.SpentAssertions.Add(new SpentAssertion { Hash = hash, ExpiresAt = end });
        try
        {
            await db.SaveChangesAsync();
            return true;
        }
        catch (DbUpdateException error) when (error.InnerException is DbException inner && StoreFailure.IsOneRow(inner))
        {
            spent.State = EntityState.Detached;
            return false; // Used at the same moment by somebody else.
        }
    }
}
