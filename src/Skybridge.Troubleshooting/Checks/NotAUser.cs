using Skybridge.Sync.Engine;
using Skybridge.Sync.Space;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>The object is of a class that is not synchronized.</summary>
public sealed class NotAUser : PersonCheck
{
    /// <inheritdoc/>
    public override string Slug => "not-a-user";

    /// <inheritdoc/>
    public override string Title => "The object is not an ordinary user";

    /// <inheritdoc/>
    public override string Expected => "The object is a user: not an inetOrgPerson, computer, contact, trust, managed service account or critical system object.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> DependsOn => ["user-not-found"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> ObscuredBy => ["cloud-unreachable", "agent-credential-rejected"];

    /// <inheritdoc/>
    protected override Judgement Judge(PersonSight person, Sights sights)
    {
        if (person.Decision is not { } decision || person.State is not { } state)
            return Judgement.Inconclusive("The rules could not be applied, because the object or the tenant is not known.");
        if (decision.Reason == Reasons.NotAUser)
            return Judgement.Found($"{state.DistinguishedName}: {decision.Rule}. Passwords of ordinary users alone are synchronized.", "Give the person an account of class user; objects of other classes do not sign in to the cloud.", "On Windows an inetOrgPerson can be turned into a user: Set-ADObject NAME -Remove @{objectClass='inetOrgPerson'}");
        return state.Kind is ObjectKind.Other or ObjectKind.Container
            ? Judgement.Found($"{state.DistinguishedName} is not an account at all.", "Ask about a user.")
            : Judgement.Cleared("an ordinary user");
    }
}
