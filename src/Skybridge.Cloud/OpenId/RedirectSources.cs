using OpenIddict.Abstractions;

namespace Skybridge.Cloud.OpenId;

/// <summary>The places that a client's people are sent back to, as a content security policy names them.</summary>
static class RedirectSources
{
    /// <summary>The origins of a client's registered addresses; none for a client that is not registered.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(
        IOpenIddictApplicationManager manager,
        string? clientId,
        CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(clientId) || await manager.FindByClientIdAsync(clientId, cancellationToken) is not { } application)
            return [];

        var afterSignIn = await manager.GetRedirectUrisAsync(application, cancellationToken);
        var afterSignOut = await manager.GetPostLogoutRedirectUrisAsync(application, cancellationToken);
        return [.. afterSignIn.Concat(afterSignOut).Select(Source).Distinct()];
    }

    static string Source(string address)
    {
        var uri = new Uri(address);
        if (uri.Scheme == Uri.UriSchemeHttp)
            return $"http://{uri.IdnHost}:*"; // A program on the person's own machine may listen on any port.
        if (uri.Scheme != Uri.UriSchemeHttps)
            return $"{uri.Scheme}:";
        return uri.IsDefaultPort ? $"https://{uri.IdnHost}" : $"https://{uri.IdnHost}:{uri.Port}";
    }
}
