namespace Skybridge.Sync.Engine;

/// <summary>What is to happen with an object.</summary>
/// <param name="Person">Whether the cloud shall have the person.</param>
/// <param name="Password">Whether the cloud shall have the password.</param>
/// <param name="MustChange">Whether the person must choose a new password at sign-in.</param>
/// <param name="Reason">Why not both (one of <see cref="Reasons"/>); null when both.</param>
/// <param name="Rule">The rule behind it, with the value that met it.</param>
public readonly record struct ScopeDecision(bool Person, bool Password, bool MustChange, string? Reason, string? Rule)
{
    /// <summary>Person and password.</summary>
    public static ScopeDecision In(bool mustChange = false) => new(true, true, mustChange, null, null);

    /// <summary>The person, but not the password.</summary>
    public static ScopeDecision PersonOnly(string reason, string rule) => new(true, false, false, reason, rule);

    /// <summary>Neither.</summary>
    public static ScopeDecision Out(string reason, string rule) => new(false, false, false, reason, rule);

    /// <summary>Not an account at all, or gone: nothing to say about it.</summary>
    public static ScopeDecision Nothing => default;
}
