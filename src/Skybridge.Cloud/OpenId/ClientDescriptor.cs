using System.Text.RegularExpressions;
using OpenIddict.Abstractions;
using Skybridge.CommandLine;
using Skybridge.Contract;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Skybridge.Cloud.OpenId;

/// <summary>What an application that people sign in to may do.</summary>
static partial class ClientDescriptor
{
    public const int MaxNameLength = 100;

    /// <summary>The scopes that a client may ask for, beside <c>openid</c> and <c>offline_access</c>.</summary>
    public const string GroupsScope = "groups";

    /// <summary>A public client, or a confidential one when there is a secret.</summary>
    /// <exception cref="OperatorException">An address cannot be used.</exception>
    public static OpenIddictApplicationDescriptor Create(
        string id,
        string name,
        IReadOnlyList<string> redirectUris,
        IReadOnlyList<string> logoutUris,
        string? secret)
    {
        var descriptor = new OpenIddictApplicationDescriptor
        {
            ClientId = id,
            ClientSecret = secret,
            ClientType = secret is null ? ClientTypes.Public : ClientTypes.Confidential,
            ConsentType = ConsentTypes.Implicit, // The organisation decides which applications its people use.
            DisplayName = name,
            Permissions =
            {
                Permissions.Endpoints.Authorization,
                Permissions.Endpoints.Token,
                Permissions.Endpoints.EndSession,
                Permissions.Endpoints.Revocation,
                Permissions.GrantTypes.AuthorizationCode,
                Permissions.GrantTypes.RefreshToken,
                Permissions.ResponseTypes.Code,
                Permissions.Scopes.Profile,
                Permissions.Scopes.Email,
                Permissions.Prefixes.Scope + GroupsScope,
            },
        };
        if (secret is null)
            descriptor.Requirements.Add(Requirements.Features.ProofKeyForCodeExchange);
        descriptor.RedirectUris.UnionWith(redirectUris.Select(ParseUri));
        descriptor.PostLogoutRedirectUris.UnionWith(logoutUris.Select(ParseUri));
        // A program on a person's own machine listens on whichever port is free.
        if (descriptor.RedirectUris.All(uri => uri.IsLoopback && uri.Scheme == Uri.UriSchemeHttp))
            descriptor.ApplicationType = ApplicationTypes.Native;
        return descriptor;
    }

    /// <summary>A program that administers the cloud with a secret of its own, and signs nobody in.</summary>
    public static OpenIddictApplicationDescriptor CreateForAdministration(string id, string name, string secret) => new()
    {
        ClientId = id,
        ClientSecret = secret,
        ClientType = ClientTypes.Confidential,
        ConsentType = ConsentTypes.Implicit,
        DisplayName = name,
        Permissions =
        {
            Permissions.Endpoints.Token,
            Permissions.GrantTypes.ClientCredentials,
            Permissions.Prefixes.Scope + AdminPaths.Scope,
        },
    };

    /// <summary>Whether an application is a program that administers the cloud by itself.</summary>
    public static async ValueTask<bool> IsForAdministrationAsync(
        IOpenIddictApplicationManager manager,
        object application,
        CancellationToken cancellationToken) =>
        await manager.HasPermissionAsync(application, Permissions.Prefixes.Scope + AdminPaths.Scope, cancellationToken)
        && await manager.HasPermissionAsync(application, Permissions.GrantTypes.ClientCredentials, cancellationToken);

    /// <summary>Whether an application is one that operators registered: neither an agent nor a part of the cloud.</summary>
    public static async ValueTask<bool> IsListedAsync(
        IOpenIddictApplicationManager manager,
        object application,
        CancellationToken cancellationToken) =>
        await IsForPeopleAsync(manager, application, cancellationToken) || await IsForAdministrationAsync(manager, application, cancellationToken);

    /// <summary>Whether an application is one that people sign in to.</summary>
    public static ValueTask<bool> IsForPeopleAsync(
        IOpenIddictApplicationManager manager,
        object application,
        CancellationToken cancellationToken) =>
        manager.HasPermissionAsync(application, Permissions.Endpoints.Authorization, cancellationToken);

    /// <summary>Reads an identifier.</summary>
    /// <exception cref="OperatorException">It has other characters, or too many, or is our own.</exception>
    public static string ParseId(string id) =>
        Identifier().IsMatch(id) && id != AdminPaths.CommandLineClient
            ? id
            : throw new OperatorException(
                $"'{id}' is not a client identifier.",
                $"Give --id up to 100 letters, digits, dots, hyphens and underscores, and not {AdminPaths.CommandLineClient}, which is our own.");

    /// <summary>An identifier made of a name's letters and digits.</summary>
    public static string IdFromName(string name) => string.Join('-', Words().Matches(name.ToLowerInvariant()).Select(word => word.Value));

    static Uri ParseUri(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0)
            throw Unusable(text, "Give an absolute address without a fragment, such as https://app.contoso.example/callback.");
        if (uri.Scheme == Uri.UriSchemeHttp && !uri.IsLoopback)
            throw Unusable(text, "Use https; plain http is for programs on the person's own machine (http://127.0.0.1/…).");
        // RFC 8252: an application's own scheme is a reversed domain name, so that no two claim the same. It also keeps javascript: and the
        // like out.
        if (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp && !uri.Scheme.Contains('.'))
            throw Unusable(text, "Use https, or a scheme of the application's own such as com.contoso.app:/callback.");
        return uri;
    }

    static OperatorException Unusable(string text, string hint) => new($"'{text}' cannot be a redirect address.", hint);

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$", RegexOptions.CultureInvariant)]
    private static partial Regex Identifier();

    [GeneratedRegex("[a-z0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
