using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Skybridge.Cloud.Federation;

/// <summary>What is ours in the talk with a provider: whom we name, whose answer we take, and that our own page ends it.</summary>
static class FederationEvents
{
    /// <summary>What of the sign-in request travels through the provider, protected, and is for us alone.</summary>
    public const string ReturnUrlItem = "return-url";

    public const string HintItem = "hint";

    public const string FreshItem = "fresh";

    const string IssuerParameter = "iss";

    /// <summary>The events for one domain.</summary>
    public static OpenIdConnectEvents For(FederatedDomain domain) => new()
    {
        OnRedirectToIdentityProvider = context =>
        {
            context.ProtocolMessage.LoginHint = context.Properties.Items.TryGetValue(HintItem, out var hint) ? hint : null;
            context.ProtocolMessage.Prompt = context.Properties.Items.ContainsKey(FreshItem) ? OpenIdConnectPrompt.Login : null;
            return Task.CompletedTask;
        },
        OnMessageReceived = context => CheckIssuerAsync(context, domain),
        OnTicketReceived = context =>
        {
            context.HttpContext.Items[typeof(FederatedAnswer)] = new FederatedAnswer(context.Principal, context.Properties, Failure: null);
            context.HandleResponse();
            return Task.CompletedTask;
        },
        OnRemoteFailure = context =>
        {
            context.HttpContext.Items[typeof(FederatedAnswer)] = new FederatedAnswer(Principal: null, context.Properties, context.Failure);
            context.HandleResponse();
            return Task.CompletedTask;
        },
    };

    // RFC 9207: an answer that names another issuer, or none where this one always names itself, was not meant for this domain.
    static async Task CheckIssuerAsync(MessageReceivedContext context, FederatedDomain domain)
    {
        var named = context.ProtocolMessage.GetParameter(IssuerParameter);
        if (named is null)
        {
            var document = await context.Options.ConfigurationManager!.GetConfigurationAsync(context.HttpContext.RequestAborted);
            if (!document.AuthorizationResponseIssParameterSupported)
                return;
        }

        if (named != domain.Issuer)
            context.Fail(new AuthenticationFailureException("The answer is of another issuer."));
    }
}
