using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.Federation;

/// <summary>A provider's discovery document, checked before the provider is trusted with a domain.</summary>
static class ProviderDocument
{
    const string CodeResponse = "code";
    const string SecretInForm = "client_secret_post";
    const string StrongChallenge = "S256";

    /// <summary>Where an issuer publishes its document [OpenID Connect Discovery] 4.</summary>
    public static Uri AddressFor(string issuer) => new($"{issuer.TrimEnd('/')}/.well-known/openid-configuration");

    /// <summary>Fetches the document and the keys, and requires that people can be signed in with them.</summary>
    /// <param name="issuer">The issuer, with or without the slash at its end.</param>
    /// <param name="authorities">PEM certificates to trust instead of the system's; null for the system's.</param>
    /// <param name="hasSecret">Whether we have a secret there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The issuer exactly as the provider writes it.</returns>
    /// <exception cref="OperatorException">The provider does not answer, or its answer is of no use.</exception>
    public static async Task<string> CheckAsync(string issuer, string? authorities, bool hasSecret, CancellationToken cancellationToken)
    {
        var address = AddressFor(ParseIssuer(issuer));
        using var http = ProviderHttp.Create(authorities);
        var document = await FetchAsync(address, http, cancellationToken);
        if (document.Issuer?.TrimEnd('/') != issuer.TrimEnd('/'))
            throw Useless(address, $"it is of the issuer {Quote(document.Issuer)}", "Give --issuer exactly as the provider writes it.");

        foreach (var (name, value) in Endpoints(document))
        {
            if (!Uri.TryCreate(value, UriKind.Absolute, out var endpoint) || endpoint.Scheme != Uri.UriSchemeHttps)
                throw Useless(address, $"its {name} is {Quote(value)}", "The provider has to offer each of its endpoints by https.");
        }

        Require(address, document.ResponseTypesSupported, CodeResponse, "response_types_supported");
        Require(address, document.CodeChallengeMethodsSupported, StrongChallenge, "code_challenge_methods_supported");
        if (hasSecret)
            Require(address, document.TokenEndpointAuthMethodsSupported, SecretInForm, "token_endpoint_auth_methods_supported");
        if (document.SigningKeys.Count == 0)
            throw Useless(address, $"there is no key for signatures at {document.JwksUri}", "The provider has to publish the keys that it signs tokens with.");
        return document.Issuer!;
    }

    static string ParseIssuer(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps && uri is { Query: "", Fragment: "", UserInfo: "" }
            ? text
            : throw new OperatorException($"'{text}' is not an issuer.", "Give --issuer the provider's https address, such as https://adfs.contoso.example/adfs.");

    static async Task<OpenIdConnectConfiguration> FetchAsync(Uri address, HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            var retriever = new HttpDocumentRetriever(http) { RequireHttps = true };
            return await OpenIdConnectConfigurationRetriever.GetAsync(address.AbsoluteUri, retriever, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new OperatorException($"The provider's document at {address} cannot be used: {Reason(error)}.", HintFor(error), error);
        }
    }

    // The libraries wrap what happened several times over; the innermost says it.
    static string Reason(Exception error)
    {
        var inner = error.GetBaseException();
        if (inner is OperationCanceledException or TimeoutException)
            return $"no answer within {ProviderHttp.Timeout.TotalSeconds:0} seconds";
        return inner.Message.Split('\n')[0].TrimEnd('.', ' ', '\r');
    }

    static string HintFor(Exception error) => error.GetBaseException() switch
    {
        AuthenticationException => "Give --ca-file the certificates of the authority that issued the provider's certificate.",
        JsonException or ArgumentException => "Compare --issuer with the provider's own settings: below it there has to be /.well-known/openid-configuration.",
        CryptographicException => "Give --ca-file a file with PEM certificates.",
        _ => "Compare --issuer with the provider's own settings, and see that this machine reaches it.",
    };

    static IEnumerable<(string Name, string? Value)> Endpoints(OpenIdConnectConfiguration document) =>
    [
        ("authorization_endpoint", document.AuthorizationEndpoint),
        ("token_endpoint", document.TokenEndpoint),
        ("jwks_uri", document.JwksUri),
    ];

    // A list that is left out says nothing.
    static void Require(Uri address, ICollection<string> offered, string wanted, string list)
    {
        if (offered.Count > 0 && !offered.Contains(wanted))
            throw Useless(address, $"its {list} has no {wanted}", $"Let the provider offer {wanted} to this client.");
    }

    static OperatorException Useless(Uri address, string why, string hint) => new($"The provider's document at {address} cannot be used: {why}.", hint);

    static string Quote(string? text) => text is null ? "missing" : $"'{text}'";
}
