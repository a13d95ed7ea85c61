using System.Security.Cryptography;

namespace Skybridge.Cloud.Hosting;

/// <summary>The style sheet and the pictures: parts of the program, so that there is no folder to lose or to change.</summary>
/// <remarks>Their addresses name the version of all of them, so that browsers may keep each for ever.</remarks>
static class AssetEndpoints
{
    static readonly IReadOnlyList<Asset> All =
    [
        Load("site.css", "text/css; charset=utf-8"),
        Load("mark.svg", "image/svg+xml"),
        Load("bridge.svg", "image/svg+xml"),
    ];

    static readonly string Folder = $"/assets/{Version()}";

    /// <summary>The address of the style sheet.</summary>
    public static string StyleUrl => $"{Folder}/site.css";

    /// <summary>The address of the mark.</summary>
    public static string MarkUrl => $"{Folder}/mark.svg";

    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var asset in All)
            routes.MapGet($"{Folder}/{asset.Name}", context => SendAsync(context, asset));
    }

    static async Task SendAsync(HttpContext context, Asset asset)
    {
        context.Response.ContentType = asset.Type;
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        context.Response.Headers.Remove("Pragma");
        await context.Response.Body.WriteAsync(asset.Content, context.RequestAborted);
    }

    static string Version()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var asset in All)
            hash.AppendData(asset.Content.Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }

    static Asset Load(string name, string type)
    {
        using var stream = typeof(AssetEndpoints).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program was built without {name}.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new Asset(name, type, content);
    }

    sealed record Asset(string Name, string Type, ReadOnlyMemory<byte> Content);
}
