using Skybridge.Sync.Engine;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>The person is not in scope.</summary>
public sealed class OutOfScope : PersonCheck
{
    /// <inheritdoc/>
    public override string Slug => "out-of-scope";

    /// <inheritdoc/>
    public override string Title => "The person is not in the scope of synchronization";

    /// <inheritdoc/>
    public override string Expected => "Every rule of the scope lets the person in.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> DependsOn => ["user-not-found", "not-a-user"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> ObscuredBy => ["cloud-unreachable", "agent-credential-rejected"];

    /// <inheritdoc/>
    protected override Judgement Judge(PersonSight person, Sights sights)
    {
        if (person.Decision is not { } decision || person.State is not { } state)
            return Judgement.Inconclusive("The scope could not be looked at, because the object or the tenant is not known.");
        return decision.Reason == Reasons.OutOfScope
            ? Judgement.Found($"{state.DistinguishedName}: {decision.Rule}.", "`skybridge scope show` prints the rules that were set; `skybridge scope set` changes them. The person is synchronized within seconds.", "Where the rule is built in (names of service accounts, lost conflicts): change in Active Directory what it names.")
            : Judgement.Cleared("in scope");
    }
}
