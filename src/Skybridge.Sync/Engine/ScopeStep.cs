namespace Skybridge.Sync.Engine;

/// <summary>What one rule says of a person.</summary>
/// <param name="About"><c>object</c> for a rule about the person, <c>password</c> for one about the password alone.</param>
/// <param name="Rule">Which rule, as a fixed word.</param>
/// <param name="Passes">Whether it lets the person, or the password, in.</param>
/// <param name="Seen">What it saw, for people.</param>
public sealed record ScopeStep(string About, string Rule, bool Passes, string Seen);
