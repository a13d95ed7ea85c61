using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Skybridge.Cryptography;

namespace Skybridge.Cloud.SignIn;

/// <summary>Slows whoever guesses, and not the person: docs/decisions/0024.</summary>
/// <remarks>
/// Names and passwords are only kept as keyed hashes, with a key that ends with the process. Unknown names are counted like known
/// ones, so that being slowed tells nothing.
/// </remarks>
sealed class SignInThrottle(TimeProvider time)
{
    const int MaxAccounts = 100_000;
    const int MaxAddresses = 50_000;
    const int MaxCredits = 200_000;

    static readonly TimeSpan CreditAgain = TimeSpan.FromHours(1);
    static readonly TimeSpan Crowded = TimeSpan.FromSeconds(2);

    readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    readonly Lock _lock = new();
    readonly BoundedMap<AccountCounter> _accounts = new(MaxAccounts);
    readonly BoundedMap<AddressCounter> _addresses = new(MaxAddresses);
    readonly BoundedMap<StrongBox> _credits = new(MaxCredits);

    /// <summary>Asks to try one password.</summary>
    /// <param name="address">Where the attempt comes from.</param>
    /// <param name="account">Who is tried: the identifier of a person, or the typed name of nobody.</param>
    /// <param name="device">The device, when it belongs to somebody who signed in to this very account before.</param>
    /// <param name="cancellationToken">Whether the attempt was given up.</param>
    /// <returns>An attempt, to be disposed once it is settled; it says how long to wait when it may not be made.</returns>
    public async Task<SignInAttempt> EnterAsync(IPAddress? address, string account, Guid? device, CancellationToken cancellationToken)
    {
        var network = AddressNetwork.Key(address);
        AddressCounter from;
        AccountCounter counter;
        TimeSpan wait;
        lock (_lock)
        {
            from = _addresses.GetOrAdd(network, () => new AddressCounter());
            counter = _accounts.GetOrAdd(Hash(device is null ? "account" : $"account of {device:N}", account), () => new AccountCounter());
            wait = device is null ? from.Reserve(time.GetUtcNow()) : TimeSpan.Zero;
        }

        if (wait > AddressCounter.LongestWait)
            return SignInAttempt.Refused(wait);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, cancellationToken);
        // The address waits first: whoever is slow there must not keep others from the account.
        if (!await counter.EnterAsync(cancellationToken))
            return SignInAttempt.Refused(Crowded);

        if (counter.Wait(time.GetUtcNow()) is var blocked && blocked > TimeSpan.Zero)
        {
            counter.Leave();
            return SignInAttempt.Refused(blocked);
        }

        return new SignInAttempt(this, counter, from, account, network);
    }

    /// <summary>Counts a wrong password.</summary>
    /// <returns>Whether the account has to wait from now on, and had not before.</returns>
    internal bool Fail(AccountCounter counter, AddressCounter from, string account, NtHash password)
    {
        var now = time.GetUtcNow();
        var (counted, beginsToWait) = counter.Fail(Hash(account, password.Bytes), now);
        if (counted)
        {
            lock (_lock)
                from.Fail(now);
        }

        return beginsToWait;
    }

    /// <summary>The right password: the account starts afresh, and the person speaks for their address, once an hour.</summary>
    internal void Succeed(AccountCounter counter, AddressCounter from, string account, UInt128 network)
    {
        var now = time.GetUtcNow();
        counter.Succeed();
        lock (_lock)
        {
            var credit = _credits.GetOrAdd(network ^ Hash("credit", account), () => new StrongBox());
            if (now - credit.At < CreditAgain)
                return;

            credit.At = now;
            from.Credit(now);
        }
    }

    UInt128 Hash(string kind, string text) => Hash(kind, Encoding.UTF8.GetBytes(text));

    UInt128 Hash(string kind, ReadOnlySpan<byte> data)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hmac.AppendData(Encoding.UTF8.GetBytes(kind));
        hmac.AppendData([0]);
        hmac.AppendData(data);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        hmac.GetHashAndReset(hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    sealed class StrongBox
    {
        public DateTimeOffset At { get; set; }
    }
}
