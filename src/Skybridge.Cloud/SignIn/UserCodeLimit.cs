namespace Skybridge.Cloud.SignIn;

/// <summary>Slows whoever tries codes that no command showed. They have 40 bits and ten minutes, and only administrators may try at all.</summary>
sealed class UserCodeLimit(LimitCounters counters) : RequestLimit("user code", 10, TimeSpan.FromSeconds(30), counters)
{
    /// <summary>Whether this person may try a code now.</summary>
    public Task<bool> MayTryAsync(Guid person, CancellationToken cancellationToken) => MayAsync(Key.Hash(Kind, person.ToByteArray()), cancellationToken);

    /// <summary>Counts a code that is none.</summary>
    public Task CountAsync(Guid person) => CountAsync(Key.Hash(Kind, person.ToByteArray()));
}
