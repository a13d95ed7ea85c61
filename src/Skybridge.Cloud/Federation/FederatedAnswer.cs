using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace Skybridge.Cloud.Federation;

/// <summary>What a provider's answer was found to be.</summary>
/// <param name="Principal">The claims of a valid id token; null for none.</param>
/// <param name="Properties">What we gave along; null when it could not be read.</param>
/// <param name="Failure">Why the answer was not taken.</param>
sealed record FederatedAnswer(ClaimsPrincipal? Principal, AuthenticationProperties? Properties, Exception? Failure)
{
    /// <summary>Where the person goes on to; null for nowhere.</summary>
    public string? ReturnUrl => Properties?.Items.TryGetValue(FederationEvents.ReturnUrlItem, out var url) == true ? url : null;
}
