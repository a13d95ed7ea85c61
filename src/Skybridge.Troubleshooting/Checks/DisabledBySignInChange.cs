using Skybridge.Contract;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>The feature went off because the sign-in method was changed.</summary>
public sealed class DisabledBySignInChange : AgentCheck
{
    /// <inheritdoc/>
    public override string Slug => "disabled-by-sign-in-change";

    /// <inheritdoc/>
    public override string Title => "A change of the sign-in method turned password synchronization off";

    /// <inheritdoc/>
    public override string Expected => "The sign-in method is password-hash, or password hashes are kept as a backup.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> DependsOn => ["cloud-unreachable", "agent-credential-rejected"];

    /// <inheritdoc/>
    protected override Judgement Judge(Sights sights)
    {
        if (sights.Cloud.Any is not { } cloud)
            return Judgement.Inconclusive("The cloud did not say how the tenant is set.");
        if (cloud is not { Tenant.PasswordSync: false, PasswordSyncChange: { Because: { } because } change })
            return Judgement.Cleared("no change of the sign-in method turned password sync off");

        List<string> remedy = [$"To go back, on the cloud's host: skybridge-cloud sign-in set {because.Domain} password-hash"];
        if (because.To == SignInMethod.Federation)
            remedy.Add($"To stay with federation and keep password hashes as a backup: skybridge-cloud sign-in set {because.Domain} federation --keep-password-hash; then skybridge-cloud feature set password-sync on");
        remedy.Add("Nothing else to do: passwords changed in the meantime are delivered within seconds.");
        return Judgement.Found(
            $"{change.By} changed the sign-in method of {because.Domain} from {Words.Of(because.From)} to {Words.Of(because.To)} at {Words.Moment(change.At)}, and that turned password synchronization off.",
            remedy);
    }
}
