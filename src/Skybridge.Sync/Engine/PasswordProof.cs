using Skybridge.Contract;
using Skybridge.Cryptography;
using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Secrets;
using Skybridge.Sync.Cloud;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Engine;

/// <summary>Proves that the cloud checks the passwords that the directory holds: reads each hash again, and has a candidate compared.</summary>
/// <param name="directory">The domain.</param>
/// <param name="cloud">The cloud.</param>
public sealed class PasswordProof(IDirectoryConnector directory, ICloudProof cloud)
{
    const int Portion = 100;

    /// <summary>Compares.</summary>
    /// <exception cref="Drsr.DrsrException">The domain controller cannot be reached, or said no.</exception>
    /// <exception cref="CloudException">The cloud cannot be reached, or said no.</exception>
    public async Task<ProofReport> RunAsync(IReadOnlyList<ObjectState> people, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(people);
        await directory.ConnectAsync(cancellationToken).ConfigureAwait(false);
        var proofs = new List<PersonProof>(people.Count);
        foreach (var portion in people.Where(state => state.Anchor is not null).Chunk(Portion))
            proofs.AddRange(await CompareAsync(portion, cancellationToken).ConfigureAwait(false));
        return ProofReport.Of(proofs);
    }

    async Task<IEnumerable<PersonProof>> CompareAsync(ObjectState[] people, CancellationToken cancellationToken)
    {
        var anchors = people.Select(state => state.Anchor!.Value).ToList();
        var salts = (await cloud.GetSaltsAsync(new SaltRequest { Anchors = anchors }, cancellationToken).ConfigureAwait(false)).Salts;
        Require(salts.Count, people.Length);
        var candidates = new List<MatchCandidate>(people.Length);
        for (var i = 0; i < people.Length; i++)
        {
            var verifier = salts[i] is { } salt ? await DeriveAsync(people[i], salt, cancellationToken).ConfigureAwait(false) : null;
            candidates.Add(new MatchCandidate { Anchor = anchors[i], Verifier = verifier });
        }

        var results = (await cloud.MatchAsync(new MatchRequest { Candidates = candidates }, cancellationToken).ConfigureAwait(false)).Results;
        Require(results.Count, people.Length);
        return people.Select((state, i) => new PersonProof(state.UserPrincipalName ?? state.SamAccountName ?? state.DistinguishedName, results[i]));
    }

    static void Require(int answered, int asked)
    {
        if (answered != asked)
            throw new CloudException(CloudStep.Exchange, $"The cloud answers for {answered} people, and was asked about {asked}.", "Check that agent and cloud are of the same version.");
    }

    async Task<PasswordVerifier?> DeriveAsync(ObjectState state, VerifierSalt salt, CancellationToken cancellationToken)
    {
        using var page = await directory.ReadObjectAsync(DsName.FromGuid(state.ObjectGuid), withSecrets: true, cancellationToken).ConfigureAwait(false);
        if (page is not { Objects: [var found] })
            return null;

        using var bytes = new SecretBytes(NtHash.Size);
        try
        {
            if (!found.TryGetNtHash(bytes.Span))
                return null;
        }
        catch (SecretException)
        {
            return null;
        }

        using var hash = new NtHash(bytes.Span);
        return PasswordVerifier.DeriveCandidate(hash, salt);
    }
}

/// <summary>How the cloud's verifier of one person compares with the directory.</summary>
/// <param name="Name">Who.</param>
/// <param name="Result">How.</param>
public sealed record PersonProof(string Name, MatchResult Result);

/// <summary>How the cloud's verifiers compare with the directory.</summary>
/// <param name="Compared">How many people.</param>
/// <param name="InSync">How many of them have the directory's password.</param>
/// <param name="Stale">How many have another one.</param>
/// <param name="Missing">How many have none.</param>
/// <param name="Overridden">How many have one that was set in the cloud since.</param>
/// <param name="People">Everybody who is not in sync.</param>
public sealed record ProofReport(int Compared, int InSync, int Stale, int Missing, int Overridden, IReadOnlyList<PersonProof> People)
{
    /// <summary>Counts.</summary>
    public static ProofReport Of(IReadOnlyList<PersonProof> proofs)
    {
        ArgumentNullException.ThrowIfNull(proofs);
        int Count(MatchResult result) => proofs.Count(proof => proof.Result == result);
        return new ProofReport(
            proofs.Count,
            Count(MatchResult.InSync),
            Count(MatchResult.Stale),
            Count(MatchResult.Missing),
            Count(MatchResult.Overridden),
            [.. proofs.Where(proof => proof.Result != MatchResult.InSync)]);
    }
}
