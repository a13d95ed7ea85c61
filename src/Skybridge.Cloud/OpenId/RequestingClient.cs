using Microsoft.AspNetCore.WebUtilities;
using OpenIddict.Abstractions;
using Skybridge.Cloud.Hosting;

namespace Skybridge.Cloud.OpenId;

/// <summary>The application that a person came from, and goes back to when they are done with our page.</summary>
static class RequestingClient
{
    /// <summary>Lets the page's form end at the application, and gives its name; null when no application that we know asked.</summary>
    public static async Task<string?> DescribeAsync(HttpContext context, string? returnUrl)
    {
        if (returnUrl is null || !returnUrl.StartsWith($"{AuthorizeEndpoint.Path}?", StringComparison.Ordinal))
            return null;

        var applications = context.RequestServices.GetRequiredService<IOpenIddictApplicationManager>();
        var query = QueryHelpers.ParseQuery(returnUrl[AuthorizeEndpoint.Path.Length..]);
        var clientId = query[OpenIddictConstants.Parameters.ClientId].ToString();
        var sources = await RedirectSources.OfAsync(applications, clientId, context.RequestAborted);
        if (sources.Count == 0)
            return null;

        // After the form, the browser is sent on to the application, and holds that to this page's policy.
        context.Response.Headers.ContentSecurityPolicy = ContentPolicy.ForRedirectTo(sources);
        var application = await applications.FindByClientIdAsync(clientId, context.RequestAborted);
        return await applications.GetDisplayNameAsync(application!, context.RequestAborted);
    }
}
