namespace Skybridge.LabTests.Troubleshooting;

/// <summary>Somebody whose password does not arrive.</summary>
/// <param name="Typed">The name to look for.</param>
/// <param name="CureAsync">Does what the documentation says, and waits until the password signs in; returns the name to look for then.</param>
sealed record AfflictedPerson(string Typed, Func<Task<string>> CureAsync);
