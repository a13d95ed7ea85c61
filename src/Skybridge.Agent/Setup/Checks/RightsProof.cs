using Skybridge.Drsr.Drs;
using Skybridge.Sync.Directory;
using Skybridge.Troubleshooting.Checks;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Agent.Setup.Checks;

/// <summary>What an account can do, shown by doing it: its own secret is replicated, and thrown away.</summary>
/// <param name="DomainController">Where that was tried.</param>
/// <param name="Identity">The domain's names.</param>
/// <param name="Account">The account's object; null when nothing is found by that name.</param>
/// <param name="Missing">The first right that is missing; null when none is.</param>
/// <param name="Refusal">What the domain controller said.</param>
/// <param name="Excess">What the account can do beyond what it needs.</param>
sealed record RightsProof(string DomainController, DirectoryIdentity Identity, Guid? Account, string? Missing, DrsException? Refusal, IReadOnlyList<string> Excess)
{
    /// <summary>Logs in and tries.</summary>
    /// <exception cref="Drsr.DrsrException">No domain controller could be used, or the account is not let in.</exception>
    public static async Task<RightsProof> GiveAsync(DrsDirectoryConnector directory, string account, bool withExcess, CancellationToken cancellationToken)
    {
        var identity = await directory.ConnectAsync(cancellationToken);
        var proof = new RightsProof(directory.DomainController!, identity, await directory.FindAsync(account, cancellationToken), null, null, []);
        if (proof.Account is not { } found)
            return proof;

        try
        {
            using (await directory.ReadObjectAsync(DsName.FromGuid(found), withSecrets: true, cancellationToken))
            {
                // That it was given is all there is to know.
            }

            return withExcess ? proof with { Excess = await new PrivilegeProbe(directory).LookAsync(found, cancellationToken) } : proof;
        }
        catch (DrsException error) when (error.Error == DrsException.AccessDenied)
        {
            return proof with { Refusal = error, Missing = await FindMissingAsync(directory, found, cancellationToken) };
        }
    }

    // Secrets need both rights, everything else only the first: so one question more tells which of them is missing.
    static async Task<string> FindMissingAsync(DrsDirectoryConnector directory, Guid account, CancellationToken cancellationToken)
    {
        try
        {
            using var page = await directory.ReadObjectIdentityAsync(DsName.FromGuid(account), cancellationToken);
            return ReplicationRights.ChangesAll;
        }
        catch (DrsException)
        {
            // Refused without secrets too: the first right is missing, whatever becomes of the second.
            return ReplicationRights.Changes;
        }
    }
}
