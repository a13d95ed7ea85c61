using Skybridge.Sync.Engine;

namespace Skybridge.Agent.Commands;

/// <summary>What the scope makes of one person, rule by rule.</summary>
/// <param name="User">As the operator typed it.</param>
/// <param name="Domain">The person's domain.</param>
/// <param name="DistinguishedName">The person.</param>
/// <param name="InScope">Whether the person is synchronized.</param>
/// <param name="PasswordInScope">Whether the password is.</param>
/// <param name="Reason">Why not, as a slug that <c>troubleshoot</c> knows; null when both are.</param>
/// <param name="Rule">The rule that decides, with what met it; null when both are.</param>
/// <param name="Rules">What each rule says, in the order in which they count.</param>
sealed record ScopeExplanation(string User, string Domain, string DistinguishedName, bool InScope, bool PasswordInScope, string? Reason, string? Rule, IReadOnlyList<ScopeStep> Rules)
{
    /// <summary>For people.</summary>
    public void Write(TextWriter output)
    {
        output.WriteLine($"{DistinguishedName}: {(PasswordInScope ? "synchronized with the password" : InScope ? $"synchronized, but not the password ({Reason})" : $"not synchronized ({Reason})")}");
        foreach (var step in Rules)
            output.WriteLine($"  {(step.Passes ? "yes" : "NO ")}  {step.Rule,-17}{step.Seen}");
    }
}
