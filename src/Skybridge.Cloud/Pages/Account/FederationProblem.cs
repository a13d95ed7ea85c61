using Microsoft.AspNetCore.WebUtilities;
using Skybridge.Cloud.Federation;

namespace Skybridge.Cloud.Pages.Account;

/// <summary>What a page says to somebody whom their provider's sign-in did not let in.</summary>
/// <param name="Heading">In short.</param>
/// <param name="Text">What happened, and what to do.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Again">The address to try again at.</param>
sealed record FederationProblem(string Heading, string Text, int Status, string Again)
{
    const string AskHelp = "Ask your organisation's help desk.";

    /// <summary>The words for a refusal.</summary>
    /// <remarks>The provider has proven who it is, so unlike with a password it may be told what is wrong.</remarks>
    public static FederationProblem Of(FederationRefusal refusal, string domain, string? name, string? returnUrl)
    {
        var who = name is null ? "you" : $"you as {name}";
        var (heading, text, status) = refusal switch
        {
            FederationRefusal.NoClaim => ("Your organisation did not say who you are", $"The sign-in of {domain} sent no name that could be used. {AskHelp}", StatusCodes.Status403Forbidden),
            FederationRefusal.Unknown => ("This account is not known here", $"The sign-in of {domain} knows {who}, but nobody of that name may sign in here. A new account takes a moment to arrive. {AskHelp}", StatusCodes.Status403Forbidden),
            FederationRefusal.OtherDomain => ("This account belongs to another domain", $"The sign-in of {domain} knows {who}, and cannot speak for that name.", StatusCodes.Status403Forbidden),
            FederationRefusal.Administrator => ("Administrators sign in here", "An administrator of this cloud cannot sign in by another sign-in service. Use an account that exists only here, in a domain that is not federated.", StatusCodes.Status403Forbidden),
            FederationRefusal.Disabled => ("This account is disabled", $"The sign-in of {domain} knows {who}, but the account is disabled in your organisation's directory. {AskHelp}", StatusCodes.Status403Forbidden),
            FederationRefusal.Expired => ("This account has expired", $"The sign-in of {domain} knows {who}, but the account has run out in your organisation's directory. {AskHelp}", StatusCodes.Status403Forbidden),
            FederationRefusal.ProviderRefused => ("Your organisation's sign-in refused", $"The sign-in of {domain} did not let you in, or was cancelled.", StatusCodes.Status403Forbidden),
            FederationRefusal.ProviderDown => ("Your organisation's sign-in does not answer", $"The sign-in of {domain} cannot be reached at the moment. Nothing is wrong with your account. Please try again in a few minutes.", StatusCodes.Status503ServiceUnavailable),
            FederationRefusal.NotFederated => ("This sign-in is not in use", $"The people of {domain} do not sign in by another service, or not any more.", StatusCodes.Status404NotFound),
            _ => ("The sign-in could not be finished", "It took too long, was finished already, or was begun in another browser. Please begin again.", StatusCodes.Status400BadRequest),
        };
        var again = returnUrl is null ? "/account/sign-in" : QueryHelpers.AddQueryString("/account/sign-in", "returnUrl", returnUrl);
        return new(heading, text, status, again);
    }
}
