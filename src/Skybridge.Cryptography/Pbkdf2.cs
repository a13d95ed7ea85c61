using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using Skybridge.Cryptography.Lanes;

namespace Skybridge.Cryptography;

/// <summary>PBKDF2-HMAC-SHA256 for many passwords of one SHA-256 block: several at once in one core's vector registers.</summary>
/// <remarks>
/// [RFC 8018] 5.2. Which width is used is decided once, by the processor and by a self-test against the framework's own
/// implementation; without one that passes, the framework's is used.
/// </remarks>
public static class Pbkdf2
{
    /// <summary>The length of a password in bytes: one SHA-256 block.</summary>
    public const int PasswordSize = 64;

    /// <summary>The length of a derived key in bytes: one SHA-256 digest.</summary>
    public const int KeySize = 32;

    /// <summary>The longest salt in bytes that fits the first block.</summary>
    public const int MaxSaltSize = 51;

    delegate void LaneFunction(ReadOnlySpan<byte> passwords, ReadOnlySpan<byte> salts, int saltLength, int iterations, Span<byte> keys);

    static readonly Implementation Chosen = Choose();

    /// <summary>How many passwords are derived side by side: 16, 8, 4, or 1 for the framework's own.</summary>
    public static int Width => Chosen.Width;

    /// <summary>Derives one key per password.</summary>
    /// <param name="passwords">One 64-byte password after another.</param>
    /// <param name="salts">As many salts of equal length (1 to 51 bytes), one after another.</param>
    /// <param name="iterations">The iteration count, at least 1.</param>
    /// <param name="keys">Receives as many 32-byte keys.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public static void DeriveMany(ReadOnlySpan<byte> passwords, ReadOnlySpan<byte> salts, int iterations, Span<byte> keys)
    {
        var count = passwords.Length / PasswordSize;
        if (passwords.Length != count * PasswordSize || keys.Length != count * KeySize)
            throw new ArgumentException("The keys do not fit the passwords.", nameof(keys));
        if (count == 0)
            return;

        var saltLength = salts.Length / count;
        if (salts.Length != count * saltLength || saltLength is 0 or > MaxSaltSize)
            throw new ArgumentException("The salts do not fit the passwords.", nameof(salts));
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);

        var done = 0;
        for (; count - done >= Chosen.Width; done += Chosen.Width)
            Derive(Chosen, passwords[(done * PasswordSize)..], salts[(done * saltLength)..], saltLength, iterations, keys[(done * KeySize)..]);

        if (done < count)
            DeriveRest(passwords[(done * PasswordSize)..], salts[(done * saltLength)..], saltLength, iterations, keys[(done * KeySize)..]);
    }

    static void Derive(Implementation with, ReadOnlySpan<byte> passwords, ReadOnlySpan<byte> salts, int saltLength, int iterations, Span<byte> keys) =>
        with.Derive(
            passwords[..(with.Width * PasswordSize)],
            salts[..(with.Width * saltLength)],
            saltLength,
            iterations,
            keys[..(with.Width * KeySize)]);

    // Fewer than a full set of lanes: beyond a quarter of them, filling up with zeros is cheaper than one by one.
    static void DeriveRest(ReadOnlySpan<byte> passwords, ReadOnlySpan<byte> salts, int saltLength, int iterations, Span<byte> keys)
    {
        var count = passwords.Length / PasswordSize;
        if (count * 4 < Chosen.Width)
        {
            for (var i = 0; i < count; i++)
                Framework(passwords.Slice(i * PasswordSize, PasswordSize), salts.Slice(i * saltLength, saltLength), saltLength, iterations, keys.Slice(i * KeySize, KeySize));
            return;
        }

        using var full = new SecretBytes(Chosen.Width * (PasswordSize + KeySize));
        var fullPasswords = full.Span[..(Chosen.Width * PasswordSize)];
        var fullKeys = full.Span[(Chosen.Width * PasswordSize)..];
        Span<byte> fullSalts = stackalloc byte[Chosen.Width * saltLength];
        passwords.CopyTo(fullPasswords);
        salts.CopyTo(fullSalts);
        Derive(Chosen, fullPasswords, fullSalts, saltLength, iterations, fullKeys);
        fullKeys[..keys.Length].CopyTo(keys);
    }

    static void Framework(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int saltLength, int iterations, Span<byte> key) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt[..saltLength], key, iterations, HashAlgorithmName.SHA256);

    static Implementation Choose()
    {
        Implementation[] candidates =
        [
            new(Lanes16.Count, Pbkdf2Lanes<Lanes16>.Derive, Avx512F.IsSupported),
            new(Lanes8.Count, Pbkdf2Lanes<Lanes8>.Derive, Vector256.IsHardwareAccelerated),
            new(Lanes4.Count, Pbkdf2Lanes<Lanes4>.Derive, Vector128.IsHardwareAccelerated),
        ];
        return candidates.FirstOrDefault(candidate => candidate.IsSupported && PassesSelfTest(candidate))
            ?? new Implementation(1, Framework, IsSupported: true);
    }

    static bool PassesSelfTest(Implementation candidate)
    {
        const int saltLength = 10;
        var passwords = new byte[candidate.Width * PasswordSize];
        var salts = new byte[candidate.Width * saltLength];
        var keys = new byte[candidate.Width * KeySize];
        RandomNumberGenerator.Fill(passwords);
        RandomNumberGenerator.Fill(salts);
        candidate.Derive(passwords, salts, saltLength, 3, keys);

        Span<byte> expected = stackalloc byte[KeySize];
        for (var i = 0; i < candidate.Width; i++)
        {
            Framework(passwords.AsSpan(i * PasswordSize, PasswordSize), salts.AsSpan(i * saltLength, saltLength), saltLength, 3, expected);
            if (!expected.SequenceEqual(keys.AsSpan(i * KeySize, KeySize)))
                return false;
        }

        return true;
    }

    sealed record Implementation(int Width, LaneFunction Derive, bool IsSupported);
}
