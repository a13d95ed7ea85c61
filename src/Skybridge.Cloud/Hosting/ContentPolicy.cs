using System.Security.Cryptography;

namespace Skybridge.Cloud.Hosting;

/// <summary>Content security policies.</summary>
static class ContentPolicy
{
    const string Base = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    // The one script that there is: what OpenIddict answers a request for response_mode=form_post with, which only submits its own form.
    static readonly string SubmitScript = $"'sha256-{Convert.ToBase64String(SHA256.HashData("document.form.submit();"u8))}'";

    /// <summary>No script, nothing from elsewhere, forms only to ourselves.</summary>
    public const string Strict = $"{Base}; form-action 'self'";

    /// <summary>The same for a page whose form may end at an application: browsers hold the redirect after it to the same rule.</summary>
    public static string ForRedirectTo(IEnumerable<string> sources) =>
        $"{Base}; form-action 'self'{string.Concat(sources.Select(source => $" {source}"))}";

    /// <summary>For the page that hands a code to an application by a form that submits itself.</summary>
    public static string ForFormPost(IEnumerable<string> sources) => $"{ForRedirectTo(sources)}; script-src {SubmitScript}";
}
