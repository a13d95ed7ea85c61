using Skybridge.Cloud.Data;

namespace Skybridge.Cloud.SignIn;

/// <summary>What came of an attempt to sign in.</summary>
abstract record SignInOutcome
{
    /// <summary>The right password of somebody who may sign in.</summary>
    public sealed record SignedIn(CloudUser Person) : SignInOutcome;

    /// <summary>The right password of somebody who may sign in, and is not let in yet.</summary>
    public sealed record Proven(CloudUser Person, Credential Credential) : SignInOutcome;

    /// <summary>Anything else; why is nobody's business.</summary>
    public sealed record Refused : SignInOutcome;

    /// <summary>The right password, which the person must change before they get in.</summary>
    public sealed record MustChange : SignInOutcome;

    /// <summary>Not tried: the people of this domain prove who they are at their provider, and no password counts here.</summary>
    public sealed record Elsewhere(string Domain) : SignInOutcome;

    /// <summary>Not tried: too many others sign in at this moment.</summary>
    public sealed record Busy : SignInOutcome;

    /// <summary>Not tried: too many wrong passwords before.</summary>
    public sealed record Slowed(TimeSpan Wait) : SignInOutcome;
}
