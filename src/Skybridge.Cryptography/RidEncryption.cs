namespace Skybridge.Cryptography;

/// <summary>The layer of DES that ties a stored NT hash to the account's relative identifier (RID).</summary>
/// <remarks>[MS-SAMR] Encrypting an NT or LM Hash Value with a Specified Key; Deriving Key1 and Key2 from a Little-Endian, Unsigned Integer Key.</remarks>
public static class RidEncryption
{
    /// <summary>Removes the layer from 16 bytes.</summary>
    /// <exception cref="ArgumentException"><paramref name="source"/> is not 16 bytes long or <paramref name="destination"/> is shorter.</exception>
    public static void Decrypt(uint rid, ReadOnlySpan<byte> source, Span<byte> destination) => Transform(rid, source, destination, decrypt: true);

    /// <summary>Adds the layer to 16 bytes: the inverse of <see cref="Decrypt"/>, for fakes and tests.</summary>
    /// <exception cref="ArgumentException"><paramref name="source"/> is not 16 bytes long or <paramref name="destination"/> is shorter.</exception>
    public static void Encrypt(uint rid, ReadOnlySpan<byte> source, Span<byte> destination) => Transform(rid, source, destination, decrypt: false);

    static void Transform(uint rid, ReadOnlySpan<byte> source, Span<byte> destination, bool decrypt)
    {
        if (source.Length != NtHash.Size || destination.Length < NtHash.Size)
            throw new ArgumentException($"An NT hash has {NtHash.Size} bytes.", nameof(source));

        // Two keys of seven bytes, cut from the RID's four bytes over and over.
        Span<byte> seed = stackalloc byte[14];
        for (var i = 0; i < seed.Length; i++)
            seed[i] = (byte)(rid >> (i % 4 * 8));

        Span<byte> key = stackalloc byte[Des.BlockSize];
        for (var half = 0; half < 2; half++)
        {
            SpreadKey(seed.Slice(7 * half, 7), key);
            var from = source.Slice(Des.BlockSize * half, Des.BlockSize);
            var to = destination.Slice(Des.BlockSize * half, Des.BlockSize);
            if (decrypt)
                Des.Decrypt(key, from, to);
            else
                Des.Encrypt(key, from, to);
        }
    }

    // Seven bytes become eight: seven key bits each, the lowest bit (parity) left zero.
    static void SpreadKey(ReadOnlySpan<byte> seven, Span<byte> eight)
    {
        ulong bits = 0;
        foreach (var b in seven)
            bits = (bits << 8) | b;

        for (var i = 0; i < eight.Length; i++)
            eight[i] = (byte)((bits >> (49 - (7 * i)) & 0x7f) << 1);
    }
}
