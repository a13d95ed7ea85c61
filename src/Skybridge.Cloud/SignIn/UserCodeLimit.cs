namespace Skybridge.Cloud.SignIn;

/// <summary>Slows whoever tries codes that no command showed. They have 40 bits and ten minutes, and only administrators may try at all.</summary>
sealed class UserCodeLimit(TimeProvider time)
{
    const int FreeTries = 10;
    const int MaxPeople = 10_000;

    static readonly TimeSpan ForgivenAfter = TimeSpan.FromSeconds(30);

    readonly Lock _lock = new();
    readonly BoundedMap<Leak> _failures = new(MaxPeople);

    /// <summary>Whether this person may try a code now.</summary>
    public bool MayTry(Guid person)
    {
        lock (_lock)
            return Of(person).At(time.GetUtcNow()) < FreeTries;
    }

    /// <summary>Counts a code that is none.</summary>
    public void Count(Guid person)
    {
        lock (_lock)
            Of(person).Add(1, time.GetUtcNow());
    }

    Leak Of(Guid person) => _failures.GetOrAdd(new UInt128(
        BitConverter.ToUInt64(person.ToByteArray(), 0),
        BitConverter.ToUInt64(person.ToByteArray(), sizeof(ulong))), () => new Leak(ForgivenAfter));
}
