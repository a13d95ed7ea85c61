using Skybridge.Drsr.Drs;

namespace Skybridge.Sync.Directory;

/// <summary>Guesses in which form an operator typed a name.</summary>
static class NameGuess
{
    public static (NameFormat Format, string Text) Of(string name, DirectoryIdentity domain)
    {
        var text = name.Trim();
        if (text.Contains('=', StringComparison.Ordinal) && text.EndsWith(domain.NamingContext.DistinguishedName, StringComparison.OrdinalIgnoreCase))
            return (NameFormat.DistinguishedName, text);
        if (text.Contains('\\', StringComparison.Ordinal))
            return (NameFormat.Nt4Account, text);
        if (Guid.TryParse(text, out var guid))
            return (NameFormat.ObjectGuid, guid.ToString("B"));
        return text.Contains('@', StringComparison.Ordinal)
            ? (NameFormat.UserPrincipalName, text)
            : (NameFormat.Nt4Account, $"{domain.NetBiosName}\\{text}");
    }
}
