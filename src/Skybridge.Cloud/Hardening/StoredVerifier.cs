using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using Skybridge.Contract;

namespace Skybridge.Cloud.Hardening;

/// <summary>A verifier as the database keeps it: as it was delivered, or inside an outer hash (docs/decisions/0101).</summary>
/// <remarks>
/// Text form of the latter <c>v2;ARGON2ID,&lt;MiB&gt;,&lt;passes&gt;,&lt;outer salt hex&gt;;PPH1_MD4,&lt;salt hex&gt;,&lt;iterations&gt;,&lt;outer hash hex&gt;;</c>.
/// The verifier cannot be had from it, and it is no verifier: nothing that takes a verifier takes it.
/// </remarks>
sealed class StoredVerifier
{
    /// <summary>The longest text form in characters.</summary>
    public const int MaxEncodedLength = 256;

    const string Prefix = "v2;ARGON2ID,";
    const string Middle = ";PPH1_MD4,";

    readonly PasswordVerifier? _bare;
    readonly byte[] _outerSalt = [];
    readonly byte[] _outerHash = [];

    StoredVerifier(PasswordVerifier bare)
    {
        _bare = bare;
        Salt = bare.GetSalt();
    }

    StoredVerifier(VerifierSalt salt, OuterHashParameters outer, byte[] outerSalt, byte[] outerHash)
    {
        Salt = salt;
        Outer = outer;
        _outerSalt = outerSalt;
        _outerHash = outerHash;
    }

    /// <summary>What a candidate must be derived with.</summary>
    public VerifierSalt Salt { get; }

    /// <summary>What the outer hash costs; null when there is none yet.</summary>
    public OuterHashParameters? Outer { get; }

    /// <summary>A verifier as it was delivered.</summary>
    public static StoredVerifier AsDelivered(PasswordVerifier verifier) => new(verifier);

    /// <summary>Puts an outer hash around a verifier: costs one derivation.</summary>
    public static StoredVerifier Wrap(PasswordVerifier verifier, OuterHashParameters parameters)
    {
        var salt = RandomNumberGenerator.GetBytes(OuterHash.SaltSize);
        return new StoredVerifier(verifier.GetSalt(), parameters, salt, OuterHash.Derive(verifier, salt, parameters));
    }

    /// <summary>The same inside an outer hash; itself when it has one. What is inside cannot be wrapped anew without the password.</summary>
    public StoredVerifier Wrapped(OuterHashParameters parameters) => _bare is null ? this : Wrap(_bare, parameters);

    /// <summary>Whether both are of the same NT hash with the same salt; costs one derivation when there is an outer hash.</summary>
    public bool Matches(PasswordVerifier candidate)
    {
        if (_bare is not null)
            return _bare.Matches(candidate);

        return candidate.GetSalt() == Salt
            && CryptographicOperations.FixedTimeEquals(OuterHash.Derive(candidate, _outerSalt, Outer!), _outerHash);
    }

    /// <summary>The text form. Handle it like a password file.</summary>
    public string Encode() => _bare is not null
        ? _bare.Encode()
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{Prefix}{Outer!.MemoryMiB},{Outer.Passes},{Convert.ToHexStringLower(_outerSalt)}{Middle}{Salt.Salt},{Salt.Iterations},{Convert.ToHexStringLower(_outerHash)};");

    /// <summary>Reads either text form.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out StoredVerifier? stored)
    {
        stored = null;
        if (PasswordVerifier.TryParse(text, out var bare))
            stored = new StoredVerifier(bare);
        else if (text is { Length: <= MaxEncodedLength } && text.StartsWith(Prefix, StringComparison.Ordinal) && text.EndsWith(';'))
            stored = ParseWrapped(text[Prefix.Length..^1]);
        return stored is not null;
    }

    /// <summary>Never the verifier.</summary>
    public override string ToString() => "[stored verifier]";

    // "19,2,<32 hex>;PPH1_MD4,<hex>,1000,<64 hex>"
    static StoredVerifier? ParseWrapped(string body)
    {
        if (body.Split(Middle) is not [var outer, var inner]
            || outer.Split(',') is not [var memory, var passes, var outerSaltHex]
            || inner.Split(',') is not [_, _, var hashHex]
            || !TryReadHex(outerSaltHex, OuterHash.SaltSize, out var outerSalt)
            || !TryReadHex(hashHex, OuterHash.Size, out var hash)
            || ReadCosts(memory, passes) is not { } parameters
            // Salt and count have the form that they have in a verifier, and only that.
            || !PasswordVerifier.TryParse($"v1;PPH1_MD4,{inner};", out var shape))
        {
            return null;
        }

        return new StoredVerifier(shape.GetSalt(), parameters, outerSalt, hash);
    }

    static OuterHashParameters? ReadCosts(string memory, string passes) =>
        int.TryParse(memory, NumberStyles.None, CultureInfo.InvariantCulture, out var mib)
        && int.TryParse(passes, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && new OuterHashParameters { MemoryMiB = mib, Passes = count } is { IsReasonable: true } parameters
            ? parameters
            : null;

    static bool TryReadHex(string text, int size, out byte[] bytes)
    {
        bytes = new byte[size];
        return text.Length == 2 * size
            && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
    }
}
