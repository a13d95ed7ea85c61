using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>Past accountExpires: the cloud refuses the sign-in, though the password is there.</summary>
public sealed class AccountExpired : PersonCheck
{
    /// <inheritdoc/>
    public override string Slug => "account-expired";

    /// <inheritdoc/>
    public override string Title => "The account has expired";

    /// <inheritdoc/>
    public override string Expected => "The account does not expire, or only later.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> DependsOn => ["user-not-found", "not-a-user", "out-of-scope", "account-disabled"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> ObscuredBy => ["cloud-unreachable", "agent-credential-rejected"];

    /// <inheritdoc/>
    protected override Judgement Judge(PersonSight person, Sights sights)
    {
        if (person.State is not { } state)
            return Judgement.Inconclusive("The account could not be looked at.");
        if (state.ExpiresAt is not { } expires || expires > sights.At)
            return Judgement.Cleared(state.ExpiresAt is { } later ? $"expires at {Words.Moment(later)}" : "does not expire");

        return Judgement.Found(
            $"{state.DistinguishedName} expired at {Words.Moment(expires)} (accountExpires). The password is synchronized; the cloud refuses the sign-in.",
            $"On Windows: Clear-ADAccountExpiration {state.SamAccountName} (or Set-ADAccountExpiration)",
            $"On Samba: samba-tool user setexpiry {state.SamAccountName} --days=365",
            "Nothing else to do: the person can sign in within seconds.");
    }
}
