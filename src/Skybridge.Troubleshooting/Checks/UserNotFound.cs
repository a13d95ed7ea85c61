using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>Nobody in the directory has the name that was asked about.</summary>
public sealed class UserNotFound : PersonCheck
{
    /// <inheritdoc/>
    public override string Slug => "user-not-found";

    /// <inheritdoc/>
    public override string Title => "Nobody has this name";

    /// <inheritdoc/>
    public override string Expected => "The directory has an object with this user principal name, sAMAccountName or distinguished name.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> ObscuredBy =>
        ["domain-not-found", "domain-controller-unreachable", "port-blocked", "clock-skew", "kerberos-unavailable", "connector-account-rejected", "replication-rights-missing", "replication-disabled"];

    /// <inheritdoc/>
    protected override Judgement Judge(PersonSight person, Sights sights)
    {
        if (person.State is { IsDeleted: false } state)
            return Judgement.Cleared($"{state.DistinguishedName}{(person.IsLive ? "" : " (as last seen by the agent)")}");
        if (person.State is { IsDeleted: true })
            return Judgement.Found($"{person.Typed} was deleted in the directory.", "If that was a mistake: restore the object in Active Directory (Restore-ADObject, or the recycle bin); the same person comes back in the cloud.");
        if (!person.IsLive)
            return Judgement.Inconclusive($"The agent knows nobody by the name {person.Typed}, and no domain controller could be asked. {person.Obstacle}");

        return Judgement.Found(
            $"No domain of this agent has anybody by the name {person.Typed}.",
            person.Suggestions.Count > 0
                ? $"Did you mean {string.Join(", ", person.Suggestions)}?"
                : "Check the spelling; user principal name, sAMAccountName, DOMAIN\\name and distinguished name are understood.");
    }
}
