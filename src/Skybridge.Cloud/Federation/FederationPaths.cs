using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Skybridge.Cloud.OpenId;

namespace Skybridge.Cloud.Federation;

/// <summary>
/// Where people leave for their provider and come back from it. Each domain has an address of its own, so that one provider's answer cannot be
/// taken for another's.
/// </summary>
static class FederationPaths
{
    const string Root = "/account/federation";

    /// <summary>The parameter that asks the provider to have the person prove it anew.</summary>
    public const string FreshParameter = "fresh";

    static readonly IdnMapping Idn = new() { UseStd3AsciiRules = false };

    /// <summary>The path that a provider sends people back to; to be registered there.</summary>
    public static string Return(string domain) => $"{Root}/{Idn.GetAscii(domain)}/return";

    /// <summary>The address that sends a person to their provider.</summary>
    public static string Start(string domain, string? hint, string? returnUrl, bool isFresh)
    {
        var query = new Dictionary<string, string?>
        {
            [AuthorizeEndpoint.HintParameter] = hint,
            ["returnUrl"] = returnUrl,
            [FreshParameter] = isFresh ? "1" : null,
        };
        return QueryHelpers.AddQueryString($"{Root}/{Idn.GetAscii(domain)}/start", query.Where(pair => pair.Value is not null));
    }

    /// <summary>A domain as it is stored, from one as it stands in an address or as it was typed; itself when it is none.</summary>
    public static string Normalize(string domain)
    {
        try
        {
            return Idn.GetUnicode(domain).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return domain;
        }
    }
}
