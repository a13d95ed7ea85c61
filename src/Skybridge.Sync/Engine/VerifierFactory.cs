using Skybridge.Contract;
using Skybridge.Cryptography;
using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Secrets;

namespace Skybridge.Sync.Engine;

/// <summary>Turns replicated NT hashes into verifiers: here, and nowhere else in the agent, an NT hash exists in the clear, and not for long.</summary>
static class VerifierFactory
{
    // Enough for the widest vector registers several times over, few enough that all cores get a share.
    const int Portion = 128;

    /// <summary>Derives one verifier per object; null where the hash did not open.</summary>
    /// <remarks>All cores take part; the hashes lie in one pinned buffer per portion, wiped as soon as the portion is derived.</remarks>
    public static PasswordVerifier?[] Derive(IReadOnlyList<ReplicatedObject> objects)
    {
        var verifiers = new PasswordVerifier?[objects.Count];
        var portions = (objects.Count + Portion - 1) / Portion;
        if (portions <= 1)
            DerivePortion(objects, 0, objects.Count, verifiers);
        else
            Parallel.For(0, portions, portion => DerivePortion(objects, portion * Portion, Math.Min(Portion, objects.Count - (portion * Portion)), verifiers));
        return verifiers;
    }

    static void DerivePortion(IReadOnlyList<ReplicatedObject> objects, int first, int count, PasswordVerifier?[] verifiers)
    {
        using var hashes = new SecretBytes(count * NtHash.Size);
        var opened = new List<int>(count);
        for (var i = first; i < first + count; i++)
        {
            if (TryOpen(objects[i], hashes.Span.Slice(opened.Count * NtHash.Size, NtHash.Size)))
                opened.Add(i);
        }

        var derived = PasswordVerifier.DeriveMany(hashes.Span[..(opened.Count * NtHash.Size)]);
        for (var i = 0; i < opened.Count; i++)
            verifiers[opened[i]] = derived[i];
    }

    static bool TryOpen(ReplicatedObject source, Span<byte> hash)
    {
        try
        {
            return source.TryGetNtHash(hash);
        }
        catch (SecretException)
        {
            return false;
        }
    }
}
