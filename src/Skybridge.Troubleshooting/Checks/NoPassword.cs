using Skybridge.Sync.Engine;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>The account has no password in the directory.</summary>
public sealed class NoPassword : PersonCheck
{
    /// <inheritdoc/>
    public override string Slug => "no-password";

    /// <inheritdoc/>
    public override string Title => "The account has no password";

    /// <inheritdoc/>
    public override string Expected => "The account has a password in Active Directory.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> DependsOn => ["user-not-found", "not-a-user", "out-of-scope", "account-disabled"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> ObscuredBy => ["cloud-unreachable", "agent-credential-rejected"];

    /// <inheritdoc/>
    protected override Judgement Judge(PersonSight person, Sights sights)
    {
        if (person.Decision is not { } decision || person.State is not { } state)
            return Judgement.Inconclusive("The account could not be looked at.");
        return decision.Reason == Reasons.NoPassword
            ? Judgement.Found(
                $"{state.DistinguishedName} has no password in Active Directory: it never had one, or lost it when it was deleted and restored.",
                $"On Windows: Set-ADAccountPassword {state.SamAccountName} -Reset",
                $"On Samba: samba-tool user setpassword {state.SamAccountName}",
                "Nothing else to do: the password is synchronized within seconds.")
            : Judgement.Cleared("has a password");
    }
}
