using System.Security.Cryptography;

namespace Skybridge.Cloud.Hosting;

/// <summary>The style sheet and the mark: parts of the program, so that there is no folder to lose or to change.</summary>
static class AssetEndpoints
{
    static readonly Asset Style = Load("site.css", "text/css; charset=utf-8");
    static readonly Asset Mark = Load("mark.svg", "image/svg+xml");

    /// <summary>The address of the style sheet; it changes with what is in it.</summary>
    public static string StyleUrl => Style.Url;

    /// <summary>The address of the mark.</summary>
    public static string MarkUrl => Mark.Url;

    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var asset in new[] { Style, Mark })
            routes.MapGet(asset.Url, context => SendAsync(context, asset));
    }

    static async Task SendAsync(HttpContext context, Asset asset)
    {
        context.Response.ContentType = asset.Type;
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        await context.Response.Body.WriteAsync(asset.Content, context.RequestAborted);
    }

    static Asset Load(string name, string type)
    {
        using var stream = typeof(AssetEndpoints).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program was built without {name}.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new Asset($"/assets/{Convert.ToHexStringLower(SHA256.HashData(content))[..12]}/{name}", type, content);
    }

    sealed record Asset(string Url, string Type, ReadOnlyMemory<byte> Content);
}
