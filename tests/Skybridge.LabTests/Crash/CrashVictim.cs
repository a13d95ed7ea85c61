namespace Skybridge.LabTests.Crash;

/// <summary>Something that is killed and started again.</summary>
/// <param name="Name">As the figures call it.</param>
/// <param name="Weight">How often it is chosen, beside the others.</param>
/// <param name="KillAsync">Ends it in the middle of whatever it does.</param>
/// <param name="StartAsync">Starts it again.</param>
sealed record CrashVictim(string Name, int Weight, Func<CancellationToken, Task> KillAsync, Func<CancellationToken, Task> StartAsync);
