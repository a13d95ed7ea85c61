using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using Skybridge.Cloud.Hosting;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Skybridge.Cloud.OpenId;

/// <summary>Lets the form that hands a code to an application submit itself: everything else of the strict policy stays.</summary>
sealed class FormPostPolicy(IOpenIddictApplicationManager applications) : IOpenIddictServerHandler<ApplyAuthorizationResponseContext>
{
    /// <summary>Where the rule stands: before the answer is written.</summary>
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } = OpenIddictServerHandlerDescriptor
        .CreateBuilder<ApplyAuthorizationResponseContext>()
        .UseScopedHandler<FormPostPolicy>()
        .SetOrder(OpenIddictServerAspNetCoreHandlers.Authentication.ProcessFormPostResponse.Descriptor.Order - 1)
        .Build();

    public async ValueTask HandleAsync(ApplyAuthorizationResponseContext context)
    {
        var http = context.Transaction.GetHttpRequest()?.HttpContext;
        if (http is null || context.ResponseMode != OpenIddictConstants.ResponseModes.FormPost)
            return;

        var sources = await RedirectSources.OfAsync(applications, context.Request?.ClientId, http.RequestAborted);
        http.Response.Headers.ContentSecurityPolicy = ContentPolicy.ForFormPost(sources);
    }
}
