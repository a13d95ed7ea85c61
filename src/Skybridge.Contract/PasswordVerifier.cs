using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Skybridge.Cryptography;

namespace Skybridge.Contract;

/// <summary>A salted, stretched derivative of an NT hash: proves a password, cannot be replayed against a domain controller.</summary>
/// <remarks>
/// Text form <c>v1;PPH1_MD4,&lt;salt hex&gt;,&lt;iterations&gt;,&lt;hash hex&gt;;</c> where hash is PBKDF2-HMAC-SHA256 over the NT hash written as
/// 32 upper-case hexadecimal characters in UTF-16LE. It is a secret all the same: <see cref="ToString"/> does not show it.
/// </remarks>
[JsonConverter(typeof(PasswordVerifierJsonConverter))]
public sealed class PasswordVerifier
{
    /// <summary>The salt's length in bytes, for new verifiers.</summary>
    public const int SaltSize = 10;

    /// <summary>The derived hash's length in bytes.</summary>
    public const int HashSize = 32;

    /// <summary>The iteration count of a synchronized verifier; the count of each stored one is honoured.</summary>
    public const int DefaultIterations = 1000;

    /// <summary>The highest iteration count that is believed: more would be a way to burn the cloud's processors.</summary>
    public const int MaxIterations = 1_000_000;

    /// <summary>The longest text form in characters.</summary>
    public const int MaxEncodedLength = 160;

    const int MaxSaltSize = 32;

    readonly byte[] _salt;
    readonly byte[] _hash;

    PasswordVerifier(byte[] salt, int iterations, byte[] hash)
    {
        _salt = salt;
        _hash = hash;
        Iterations = iterations;
    }

    static ReadOnlySpan<byte> Prefix => "v1;PPH1_MD4,"u8;

    /// <summary>The iteration count that this verifier was made with and is checked with.</summary>
    public int Iterations { get; }

    /// <summary>Derives a verifier with a fresh random salt. The caller wipes the hash.</summary>
    public static PasswordVerifier Derive(NtHash hash, int iterations = DefaultIterations)
    {
        ArgumentNullException.ThrowIfNull(hash);
        return Derive(hash, RandomNumberGenerator.GetBytes(SaltSize), iterations);
    }

    /// <summary>Derives verifiers for many NT hashes (16 bytes each, one after another), side by side in vector registers.</summary>
    /// <exception cref="ArgumentException">The length is not a multiple of 16.</exception>
    public static IReadOnlyList<PasswordVerifier> DeriveMany(ReadOnlySpan<byte> hashes)
    {
        var count = hashes.Length / NtHash.Size;
        if (hashes.Length != count * NtHash.Size)
            throw new ArgumentException($"NT hashes have {NtHash.Size} bytes each.", nameof(hashes));

        var salts = RandomNumberGenerator.GetBytes(count * SaltSize);
        var keys = new byte[count * HashSize];
        using var passwords = new SecretBytes(count * Pbkdf2.PasswordSize);
        for (var i = 0; i < count; i++)
            WritePassword(hashes.Slice(i * NtHash.Size, NtHash.Size), passwords.Span.Slice(i * Pbkdf2.PasswordSize, Pbkdf2.PasswordSize));
        Pbkdf2.DeriveMany(passwords.Span, salts, DefaultIterations, keys);

        var verifiers = new PasswordVerifier[count];
        for (var i = 0; i < count; i++)
            verifiers[i] = new(salts.AsSpan(i * SaltSize, SaltSize).ToArray(), DefaultIterations, keys.AsSpan(i * HashSize, HashSize).ToArray());
        CryptographicOperations.ZeroMemory(keys);
        return verifiers;
    }

    /// <summary>Derives a candidate with the salt of a stored verifier, to compare the two.</summary>
    /// <exception cref="FormatException">The salt is not hexadecimal, or it or the iteration count is not one that is believed.</exception>
    public static PasswordVerifier DeriveCandidate(NtHash hash, VerifierSalt salt)
    {
        ArgumentNullException.ThrowIfNull(hash);
        ArgumentNullException.ThrowIfNull(salt);
        if (salt.Iterations is < 1 or > MaxIterations || !TryReadHex(Encoding.UTF8.GetBytes(salt.Salt), MaxSaltSize, out var bytes))
            throw new FormatException("The cloud named a salt or an iteration count that is not believed.");

        return Derive(hash, bytes, salt.Iterations);
    }

    /// <summary>What a candidate must be derived with to be compared with this verifier.</summary>
    public VerifierSalt GetSalt() => new() { Salt = Convert.ToHexStringLower(_salt), Iterations = Iterations };

    /// <summary>Whether both were made of the same NT hash with the same salt, in time that does not depend on where they differ.</summary>
    public bool Matches(PasswordVerifier candidate)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        return Iterations == candidate.Iterations
            && CryptographicOperations.FixedTimeEquals(_salt, candidate._salt)
            && CryptographicOperations.FixedTimeEquals(_hash, candidate._hash);
    }

    /// <summary>Reads the text form.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out PasswordVerifier? verifier)
    {
        verifier = null;
        if (utf8.Length > MaxEncodedLength || !utf8.StartsWith(Prefix) || !utf8.EndsWith(";"u8))
            return false;

        var body = utf8[Prefix.Length..^1];
        var first = body.IndexOf((byte)',');
        var last = body.LastIndexOf((byte)',');
        if (first <= 0 || last <= first)
            return false;

        if (!TryReadHex(body[..first], MaxSaltSize, out var salt)
            || !TryReadCount(body[(first + 1)..last], out var iterations)
            || !TryReadHex(body[(last + 1)..], HashSize, out var hash) || hash.Length != HashSize)
        {
            return false;
        }

        verifier = new PasswordVerifier(salt, iterations, hash);
        return true;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out PasswordVerifier?)"/>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PasswordVerifier? verifier)
    {
        verifier = null;
        return text is { Length: <= MaxEncodedLength } && TryParse(Encoding.UTF8.GetBytes(text), out verifier);
    }

    /// <summary>Whether this verifier was made of the same NT hash, in time that does not depend on where they differ.</summary>
    public bool Matches(NtHash hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        return CryptographicOperations.FixedTimeEquals(Derive(hash, _salt, Iterations)._hash, _hash);
    }

    /// <summary>The text form. Handle it like a password file.</summary>
    public string Encode() => string.Create(CultureInfo.InvariantCulture, $"v1;PPH1_MD4,{Convert.ToHexStringLower(_salt)},{Iterations},{Convert.ToHexStringLower(_hash)};");

    /// <summary>Never the verifier.</summary>
    public override string ToString() => "[password verifier]";

    static PasswordVerifier Derive(NtHash hash, byte[] salt, int iterations)
    {
        Span<byte> password = stackalloc byte[Pbkdf2.PasswordSize];
        WritePassword(hash.Bytes, password);
        var derived = Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, HashSize);
        CryptographicOperations.ZeroMemory(password);
        return new PasswordVerifier(salt, iterations, derived);
    }

    // 16 bytes as 32 upper-case hexadecimal characters, each as UTF-16LE: exactly one SHA-256 block.
    static void WritePassword(ReadOnlySpan<byte> hash, Span<byte> password)
    {
        password.Clear();
        for (var i = 0; i < hash.Length; i++)
        {
            password[4 * i] = HexDigit(hash[i] >> 4);
            password[(4 * i) + 2] = HexDigit(hash[i] & 0xf);
        }
    }

    static byte HexDigit(int value) => (byte)(value + (value < 10 ? '0' : 'A' - 10));

    static bool TryReadCount(ReadOnlySpan<byte> text, out int count) =>
        Utf8Parser.TryParse(text, out count, out var used) && used == text.Length && count is > 0 and <= MaxIterations && text[0] is >= (byte)'1' and <= (byte)'9';

    static bool TryReadHex(ReadOnlySpan<byte> text, int maxBytes, out byte[] bytes)
    {
        bytes = [];
        if (text.Length == 0 || text.Length > 2 * maxBytes || text.Length % 2 != 0)
            return false;

        bytes = new byte[text.Length / 2];
        return Convert.FromHexString(text, bytes, out _, out _) == OperationStatus.Done;
    }
}
