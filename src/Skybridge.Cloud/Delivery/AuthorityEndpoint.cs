using Skybridge.Contract;

namespace Skybridge.Cloud.Delivery;

/// <summary>Gives the certificate of the cloud's own authority to whoever wants to compare it by its fingerprint.</summary>
/// <remarks>A TLS server does not send the last certificate of its chain, so that nobody could get it from the handshake.</remarks>
static class AuthorityEndpoint
{
    /// <summary>Adds the endpoint.</summary>
    /// <param name="routes">Where.</param>
    /// <param name="authority">The certificate in PEM form; null where the cloud has no authority of its own.</param>
    public static void Map(IEndpointRouteBuilder routes, string? authority) => routes.MapGet(ApiPaths.Authority, Api.Handle(context =>
    {
        if (authority is null)
            throw ApiRefusalException.Malformed("This cloud has no authority of its own.", StatusCodes.Status404NotFound);

        context.Response.ContentType = "application/pem-certificate-chain";
        return context.Response.WriteAsync(authority, context.RequestAborted);
    }));
}
