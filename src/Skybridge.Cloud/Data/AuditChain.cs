using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Skybridge.Cloud.Data;

/// <summary>The chain that makes a change of the audit log show: each entry's hash covers the hash of the entry before it.</summary>
/// <remarks>
/// SHA-256 of the previous hash (of the tenant, for the first), the position, and the entry's own values: each text as UTF-8 behind its length,
/// -1 for none; numbers in big-endian order. Without a key, so that anybody can check it: who rewrites the whole log gets another head than
/// the one that was noted elsewhere.
/// </remarks>
static class AuditChain
{
    const string Purpose = "skybridge audit chain 1\n";
    const int AbsentText = -1;

    /// <summary>What stands before the first entry of a tenant.</summary>
    public static byte[] Begin(Guid tenant) => SHA256.HashData(Encoding.UTF8.GetBytes($"{Purpose}{tenant:D}"));

    /// <summary>The hash of an entry at a position, after the one before it.</summary>
    public static byte[] Next(ReadOnlySpan<byte> previous, long position, AuditEntry entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        Append(hash, position);
        Append(hash, entry.Id);
        Append(hash, entry.At.ToUnixTimeMilliseconds());
        foreach (var text in (string?[])[entry.Actor, entry.Action, entry.Target, entry.Detail])
            Append(hash, text);
        return hash.GetHashAndReset();
    }

    /// <summary>A hash as it is stored and printed.</summary>
    public static string Text(ReadOnlySpan<byte> hash) => Convert.ToHexStringLower(hash);

    static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }

    static void Append(IncrementalHash hash, string? text)
    {
        if (text is null)
        {
            Append(hash, AbsentText);
            return;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        Append(hash, bytes.Length);
        hash.AppendData(bytes);
    }
}
