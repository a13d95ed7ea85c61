using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.Tokens;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.SignIn;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Skybridge.Cloud.Federation;

/// <summary>Takes a provider's answer and begins a session for the person whom it proves.</summary>
sealed class FederatedSignIn(CloudDbContext db, HomeRealm realm, IAuthenticationHandlerProvider handlers, TimeProvider time, ILogger<FederatedSignIn> logger)
{
    /// <summary>Takes the answer that this request is.</summary>
    public async Task<FederatedOutcome> FinishAsync(HttpContext context, string domainName)
    {
        if (await realm.FindAsync(domainName, context.RequestAborted) is not { } domain)
            return new(FederationRefusal.NotFederated, null, null);

        var answer = await ReadAsync(context, domain);
        if (answer.Principal is not { } token)
            return Explain(domain, answer);

        var join = await FederatedPersonFinder.FindAsync(db, domain, token, time.GetUtcNow(), context.RequestAborted);
        await NoteAsync(context, domain, join);
        if (join.Refusal is null)
            await Session.BeginAsync(context, join.Person!.Id, AuthenticatedAt(token));
        return new(join.Refusal, answer.ReturnUrl, join.Value);
    }

    async Task<FederatedAnswer> ReadAsync(HttpContext context, FederatedDomain domain)
    {
        try
        {
            var handler = await handlers.GetHandlerAsync(context, domain.Scheme) as IAuthenticationRequestHandler;
            if (handler is not null && await handler.HandleRequestAsync() && context.Items[typeof(FederatedAnswer)] is FederatedAnswer answer)
                return answer;
            return new(null, null, null);
        }
        catch (Exception error) when (error is not OperationCanceledException || !context.RequestAborted.IsCancellationRequested)
        {
            return new(null, null, error);
        }
    }

    FederatedOutcome Explain(FederatedDomain domain, FederatedAnswer answer)
    {
        logger.FederatedAnswerRefused(domain.Domain, answer.Failure?.GetBaseException().GetType().Name ?? "none", SafeReason(answer.Failure));
        var refusal = answer.Failure?.Data.Contains("error") == true ? FederationRefusal.ProviderRefused
            : IsUnreachable(answer.Failure) ? FederationRefusal.ProviderDown
            : FederationRefusal.BadAnswer;
        return new(refusal, answer.ReturnUrl, null);
    }

    /// <summary>Whether a failure is that the provider did not answer.</summary>
    public static bool IsUnreachable(Exception? failure)
    {
        for (var error = failure; error is not null; error = error.InnerException)
        {
            if (error is HttpRequestException or OperationCanceledException or TimeoutException or IOException)
                return true;
        }

        return false;
    }

    // Tokens and codes never get into a log: of messages that may quote them, only those of transport are written down.
    static string SafeReason(Exception? failure) => failure?.GetBaseException() switch
    {
        HttpRequestException or System.Net.Sockets.SocketException or System.Security.Authentication.AuthenticationException => failure.GetBaseException().Message,
        SecurityTokenException error => error.GetType().Name,
        _ => "",
    };

    async Task NoteAsync(HttpContext context, FederatedDomain domain, FederatedJoin join)
    {
        var (actor, action) = join.Refusal is null
            ? ($"user:{join.Person!.Id}", AuditActions.UserSignedIn)
            : ("sign-in", AuditActions.FederatedSignInRefused);
        db.AuditEntries.Add(Audit.Entry(
            time.GetUtcNow(),
            actor,
            action,
            join.Person?.UserName,
            ("address", context.Connection.RemoteIpAddress?.ToString()),
            ("domain", domain.Domain),
            ("provider", domain.Issuer),
            ("reason", join.Refusal?.ToString())));
        await db.SaveChangesAsync(); // Also when the browser has gone.
    }

    // When the person proved it there, as far as it is told: an application that asked for a fresh proof has to see how fresh it is.
    DateTimeOffset AuthenticatedAt(ClaimsPrincipal token)
    {
        var now = time.GetUtcNow();
        return long.TryParse(token.FindFirst(Claims.AuthenticationTime)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds < now.ToUnixTimeSeconds()
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : now;
    }
}

/// <summary>What came of a provider's answer.</summary>
/// <param name="Refusal">Why nobody is let in; null when somebody is.</param>
/// <param name="ReturnUrl">Where they go on to.</param>
/// <param name="Name">Whom the provider named.</param>
sealed record FederatedOutcome(FederationRefusal? Refusal, string? ReturnUrl, string? Name);
