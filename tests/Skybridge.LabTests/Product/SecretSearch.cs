using System.Text;
using Skybridge.Cryptography;

namespace Skybridge.LabTests.Product;

/// <summary>Looks for secrets in everything that may be written down: as they are, in hexadecimal and in base64.</summary>
sealed class SecretSearch
{
    readonly List<(string What, byte[] Form)> _forms = [];

    /// <summary>Looks for the NT hash of a password.</summary>
    public void AddHashOf(string password, string whose)
    {
        using var hash = NtHash.FromPassword(password);
        AddBytes(hash.Bytes, $"the NT hash of {whose}");
    }

    /// <summary>Looks for a password itself.</summary>
    public void AddPassword(string password, string whose)
    {
        AddBytes(Encoding.UTF8.GetBytes(password), $"the password of {whose}");
        AddBytes(Encoding.Unicode.GetBytes(password), $"the password of {whose}");
    }

    /// <summary>Looks for the part of a verifier that a password is compared with.</summary>
    public void AddVerifier(string verifier) => AddBytes(Convert.FromHexString(verifier.TrimEnd(';').Split(',')[^1]), "a verifier");

    /// <summary>What is found in a text.</summary>
    public IReadOnlyList<string> In(string text, string where) => In(Encoding.UTF8.GetBytes(text), where);

    /// <summary>What is found in the files of a folder, or in one file.</summary>
    public IReadOnlyList<string> InFiles(string path) =>
        [.. (Directory.Exists(path) ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories) : [path]).SelectMany(file => In(Read(file), file))];

    List<string> In(ReadOnlySpan<byte> content, string where)
    {
        var found = new List<string>();
        foreach (var (what, form) in _forms)
        {
            if (content.IndexOf(form) >= 0)
                found.Add($"{where}: {what}");
        }

        return found;
    }

    void AddBytes(ReadOnlySpan<byte> secret, string what)
    {
        _forms.Add((what, secret.ToArray()));
        _forms.Add((what, Encoding.ASCII.GetBytes(Convert.ToHexString(secret))));
        _forms.Add((what, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(secret))));
        _forms.Add((what, Encoding.ASCII.GetBytes(Convert.ToBase64String(secret))));
    }

    // Somebody may be writing it, and an empty one may be locked.
    static byte[] Read(string file)
    {
        if (new FileInfo(file).Length == 0)
            return [];

        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
