namespace Skybridge.Cloud.Hosting;

/// <summary>Tells browsers what no page of ours ever does, so that nobody can make one do it.</summary>
static class SecurityHeaders
{
    /// <summary>Adds the headers to every answer.</summary>
    public static Task ApplyAsync(HttpContext context, RequestDelegate next)
    {
        Set(context.Response.Headers);
        return next(context);
    }

    /// <summary>Sets them.</summary>
    public static void Set(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentPolicy.Strict;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY"; // For browsers that do not know frame-ancestors.
        headers["Referrer-Policy"] = "no-referrer"; // A code in an address must not be told to the next site.
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers.CacheControl = "no-cache, no-store"; // In the words that ASP.NET Core's forms insist on.
        headers.Pragma = "no-cache";
    }
}
