namespace Skybridge.Cloud.SignIn;

/// <summary>What came of an attempt to change a password.</summary>
/// <param name="Proof">What came of the password that the person has; <see cref="SignInOutcome.SignedIn"/> when it was changed.</param>
/// <param name="Broken">Which rules the new one breaks, as sentences.</param>
sealed record PasswordChangeOutcome(SignInOutcome Proof, IReadOnlyList<string> Broken)
{
    /// <summary>The right password of somebody whose password is changed in the directory that it comes from.</summary>
    public bool IsElsewhere { get; init; }
}
