using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Skybridge.Contract;

namespace Skybridge.Cloud.People;

/// <summary>How names to sign in with are compared, taken apart and made.</summary>
static class UserNames
{
    const int MaxDomainLength = 253;
    const int MaxLabelLength = 63;

    /// <summary>How many generated names are tried before a person goes without.</summary>
    const int MaxVariants = 16;

    /// <summary>The form that names are compared in: no outer spaces, lower case.</summary>
    public static string Normalize(string name) => name.Trim().ToLowerInvariant();

    /// <summary>The part after the last at sign in lower case; empty when there is none.</summary>
    public static string Suffix(string name)
    {
        var at = name.LastIndexOf('@');
        return at < 0 ? "" : Normalize(name[(at + 1)..]);
    }

    /// <summary>The part before the last at sign.</summary>
    public static string LocalPart(string name)
    {
        var at = name.LastIndexOf('@');
        return (at < 0 ? name : name[..at]).Trim();
    }

    /// <summary>
    /// The names in the tenant's own domain that a person may get, best first: as they are, then with digits of their anchor's hash.
    /// </summary>
    /// <remarks>The digits depend on the anchor alone, so that a person keeps them however often the name is made anew.</remarks>
    public static IEnumerable<string> InInitialDomain(string name, string anchor, string initialDomain)
    {
        var local = LocalPart(name);
        yield return $"{local}@{initialDomain}";

        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(anchor));
        for (var i = 0; i < MaxVariants; i++)
        {
            var digits = ((digest[2 * i] << 8) | digest[(2 * i) + 1]) % 10_000;
            yield return $"{local}+{digits:D4}@{initialDomain}";
        }
    }

    /// <summary>Reads a DNS domain name as people write it.</summary>
    public static bool TryParseDomain(string text, [NotNullWhen(true)] out string? domain)
    {
        domain = Normalize(text).TrimEnd('.');
        if (domain.Length is > 0 and <= MaxDomainLength && domain.Split('.').All(IsLabel))
            return true;

        domain = null;
        return false;
    }

    /// <summary>
    /// Whether a text can be a name or another attribute: there is something, not too much, and nothing that only a machine prints.
    /// </summary>
    public static bool IsText(string text, int maxLength = PersonImage.MaxTextLength) =>
        text.Length <= maxLength && !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl);

    static bool IsLabel(string label) =>
        label.Length is > 0 and <= MaxLabelLength
        && label[0] != '-' && label[^1] != '-'
        && label.All(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_');
}
