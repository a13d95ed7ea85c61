using Skybridge.Sync.Engine;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>The password alone is excluded.</summary>
public sealed class PasswordSyncExcluded : PersonCheck
{
    /// <inheritdoc/>
    public override string Slug => "password-sync-excluded";

    /// <inheritdoc/>
    public override string Title => "The person is synchronized, but the password is excluded";

    /// <inheritdoc/>
    public override string Expected => "No list of the scope excludes the person's password.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> DependsOn => ["user-not-found", "not-a-user", "out-of-scope"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> ObscuredBy => ["cloud-unreachable", "agent-credential-rejected"];

    /// <inheritdoc/>
    protected override Judgement Judge(PersonSight person, Sights sights)
    {
        if (person.Decision is not { } decision || person.State is not { } state)
            return Judgement.Inconclusive("The scope could not be looked at, because the object or the tenant is not known.");
        return decision.Reason == Reasons.PasswordSyncExcluded
            ? Judgement.Found($"{state.DistinguishedName}: {decision.Rule}.", "`skybridge scope show` prints the lists; `skybridge scope set` changes them, and the password is synchronized within seconds.")
            : Judgement.Cleared("the password is not excluded");
    }
}
