using System.Net;
using Skybridge.Cryptography;

namespace Skybridge.Cloud.SignIn;

/// <summary>Slows whoever guesses, and not the person: docs/decisions/0024.</summary>
/// <remarks>
/// Names and passwords are only kept as keyed hashes: in memory with a key that ends with the process, in a database that nodes share with one that
/// is in their homes. Unknown names are counted like known ones, so that being slowed tells nothing.
/// </remarks>
sealed class SignInThrottle
{
    const int MaxAccounts = 100_000;
    const int MaxAddresses = 50_000;
    const int MaxCredits = 200_000;

    static readonly TimeSpan CreditAgain = TimeSpan.FromHours(1);
    static readonly TimeSpan Crowded = TimeSpan.FromSeconds(2);

    readonly TimeProvider _time;
    readonly SharedCounters? _shared;
    readonly CounterKey _key;
    readonly Lock _lock = new();
    readonly BoundedMap<AccountCounter> _accounts = new(MaxAccounts);
    readonly BoundedMap<AddressCounter> _addresses = new(MaxAddresses);
    readonly BoundedMap<StrongBox> _credits = new(MaxCredits);

    /// <summary>Counters of one node alone.</summary>
    public SignInThrottle(TimeProvider time)
        : this(new LimitCounters(time, CounterKey.OfThisProcess()))
    {
    }

    /// <summary>Counters of one node alone, or that nodes share.</summary>
    public SignInThrottle(LimitCounters counters) => (_time, _shared, _key) = (counters.Time, counters.Shared, counters.Key);

    /// <summary>Asks to try one password.</summary>
    /// <param name="address">Where the attempt comes from.</param>
    /// <param name="account">Who is tried: the identifier of a person, or the typed name of nobody.</param>
    /// <param name="device">The device, when it belongs to somebody who signed in to this very account before.</param>
    /// <param name="cancellationToken">Whether the attempt was given up.</param>
    /// <returns>An attempt, to be disposed once it is settled; it says how long to wait when it may not be made.</returns>
    public async Task<SignInAttempt> EnterAsync(IPAddress? address, string account, Guid? device, CancellationToken cancellationToken)
    {
        var network = AddressNetwork.Key(address);
        var key = _key.Hash(device is null ? "account" : $"account of {device:N}", account);
        AddressCounter from;
        AccountCounter counter;
        TimeSpan wait;
        lock (_lock)
        {
            from = _addresses.GetOrAdd(network, () => new AddressCounter());
            counter = _accounts.GetOrAdd(key, () => new AccountCounter());
            wait = device is null && _shared is null ? from.Reserve(_time.GetUtcNow()) : TimeSpan.Zero;
        }

        if (device is null && _shared is not null)
            wait = await _shared.ReserveAsync(AddressKey(network), cancellationToken);

        if (wait > AddressCounter.LongestWait)
            return SignInAttempt.Refused(wait);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, _time, cancellationToken);
        // The address waits first: whoever is slow there must not keep others from the account.
        if (!await counter.EnterAsync(cancellationToken))
            return SignInAttempt.Refused(Crowded);

        var attempt = new SignInAttempt(this, counter, from, account, network, key);
        if (!await TakeAsync(key, counter, cancellationToken))
            return SignInAttempt.Refused(Crowded);

        if (counter.Wait(_time.GetUtcNow()) is var blocked && blocked > TimeSpan.Zero)
        {
            await attempt.DisposeAsync();
            return SignInAttempt.Refused(blocked);
        }

        return attempt;
    }

    /// <summary>Ends an attempt.</summary>
    /// <param name="counter">The account's counter.</param>
    /// <param name="key">Its key.</param>
    /// <param name="network">Where the attempt came from.</param>
    /// <param name="counted">What it adds to the address.</param>
    internal async ValueTask LeaveAsync(AccountCounter counter, UInt128 key, UInt128 network, int counted)
    {
        try
        {
            if (_shared is null)
                return;

            await _shared.LeaveAsync(key, counter);
            if (counted != 0)
                await _shared.AddAsync(AddressKey(network), counted);
        }
        finally
        {
            counter.Leave();
        }
    }

    /// <summary>Counts a wrong password.</summary>
    /// <returns>Whether it was counted, and whether the account has to wait from now on, and had not before.</returns>
    internal (bool Counted, bool BeginsToWait) Fail(AccountCounter counter, AddressCounter from, string account, NtHash password)
    {
        var now = _time.GetUtcNow();
        var (counted, beginsToWait) = counter.Fail(_shared is null ? _key.Hash(account, password.Bytes) : (ushort)_key.Hash(account, password.Bytes), now);
        if (counted)
        {
            lock (_lock)
                from.Fail(now);
        }

        return (counted, beginsToWait);
    }

    /// <summary>The right password: the account starts afresh, and the person speaks for their address, once an hour.</summary>
    /// <returns>Whether they did.</returns>
    internal bool Succeed(AccountCounter counter, AddressCounter from, string account, UInt128 network)
    {
        var now = _time.GetUtcNow();
        counter.Succeed();
        lock (_lock)
        {
            var credit = _credits.GetOrAdd(network ^ _key.Hash("credit", account), () => new StrongBox());
            if (now - credit.At < CreditAgain)
                return false;

            credit.At = now;
            from.Credit(now);
            return true;
        }
    }

    async Task<bool> TakeAsync(UInt128 key, AccountCounter counter, CancellationToken cancellationToken)
    {
        var isTaken = false;
        try
        {
            return isTaken = _shared is null || await _shared.TakeAsync(key, counter, cancellationToken);
        }
        finally
        {
            if (!isTaken)
                counter.Leave();
        }
    }

    // An address is a number that anybody can guess; in a database it is a keyed hash like the rest.
    UInt128 AddressKey(UInt128 network) => _key.Hash("address", network);

    sealed class StrongBox
    {
        public DateTimeOffset At { get; set; }
    }
}
