using Skybridge.Sync.Engine;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>Disabled in the directory.</summary>
public sealed class AccountDisabled : PersonCheck
{
    /// <inheritdoc/>
    public override string Slug => "account-disabled";

    /// <inheritdoc/>
    public override string Title => "The account is disabled";

    /// <inheritdoc/>
    public override string Expected => "The account is enabled in Active Directory.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> DependsOn => ["user-not-found", "not-a-user", "out-of-scope"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> ObscuredBy => ["cloud-unreachable", "agent-credential-rejected"];

    /// <inheritdoc/>
    protected override Judgement Judge(PersonSight person, Sights sights)
    {
        if (person.Decision is not { } decision || person.State is not { } state)
            return Judgement.Inconclusive("The account could not be looked at.");
        return decision.Reason == Reasons.AccountDisabled
            ? Judgement.Found(
                $"{state.DistinguishedName} is disabled in Active Directory: {decision.Rule}. The cloud refuses the sign-in.",
                $"On Windows: Enable-ADAccount {state.SamAccountName}",
                $"On Samba: samba-tool user enable {state.SamAccountName}",
                "Nothing else to do: the password is synchronized within seconds.")
            : Judgement.Cleared("enabled");
    }
}
