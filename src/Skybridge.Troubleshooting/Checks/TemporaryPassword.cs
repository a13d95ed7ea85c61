using Skybridge.Sync.Engine;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>"Must change password at next logon" is set.</summary>
public sealed class TemporaryPassword : PersonCheck
{
    /// <inheritdoc/>
    public override string Slug => "temporary-password";

    /// <inheritdoc/>
    public override string Title => "The password is temporary: it must be changed at next logon";

    /// <inheritdoc/>
    public override string Expected => "The person has chosen the password, or an administrator set it without \"must change at next logon\".";

    /// <inheritdoc/>
    public override IReadOnlyList<string> DependsOn => ["user-not-found", "not-a-user", "out-of-scope", "account-disabled", "no-password"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> ObscuredBy => ["cloud-unreachable", "agent-credential-rejected"];

    /// <inheritdoc/>
    protected override Judgement Judge(PersonSight person, Sights sights)
    {
        if (person.Decision is not { } decision || person.State is not { } state)
            return Judgement.Inconclusive("The account could not be looked at.");
        return decision.Reason == Reasons.TemporaryPassword
            ? Judgement.Found(
                $"{state.DistinguishedName}: {decision.Rule}. A temporary password is not synchronized; the cloud keeps the one it had.",
                "The person changes the password: sign in once to a computer of the domain, and choose a new one there.",
                $"Or an administrator resets it without the flag. On Windows: Set-ADAccountPassword {state.SamAccountName} -Reset; Set-ADUser {state.SamAccountName} -ChangePasswordAtLogon $false. On Samba: samba-tool user setpassword {state.SamAccountName}",
                "Or, for everybody, on the cloud's host: skybridge-cloud feature set force-password-change on. Temporary passwords are then synchronized, and the cloud insists on a new one at sign-in.",
                "Nothing else to do: the new password is synchronized within seconds, and this finding clears.")
            : Judgement.Cleared(decision.MustChange ? "temporary, and synchronized: the cloud asks for a new one at sign-in" : "not temporary");
    }
}
