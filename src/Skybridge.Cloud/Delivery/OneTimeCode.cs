using System.Security.Cryptography;
using System.Text;

namespace Skybridge.Cloud.Delivery;

/// <summary>Codes that people carry from one screen to another: 140 random bits, in letters and digits that nobody mistakes.</summary>
static class OneTimeCode
{
    // No I, O, 0 and 1; 32 of them, so that each carries five bits.
    const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    const int Groups = 7;
    const int GroupLength = 4;

    /// <summary>A new code, such as <c>7KQM-…</c>.</summary>
    public static string Create()
    {
        var letters = RandomNumberGenerator.GetString(Alphabet, Groups * GroupLength);
        return string.Join('-', letters.Chunk(GroupLength).Select(group => new string(group)));
    }

    /// <summary>What is kept of a code. Case, spaces and hyphens do not matter.</summary>
    public static string Hash(string code)
    {
        var letters = string.Concat(code.Where(char.IsLetterOrDigit)).ToUpperInvariant();
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(letters)));
    }
}
