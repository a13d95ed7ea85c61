using Skybridge.Cryptography;

namespace Skybridge.Cloud.SignIn;

/// <summary>One attempt at one account. While it is open, nobody else tries that account from the same kind of device.</summary>
sealed class SignInAttempt : IAsyncDisposable
{
    readonly SignInThrottle? _throttle;
    readonly AccountCounter? _counter;
    readonly AddressCounter? _from;
    readonly string _account = "";
    readonly UInt128 _network;
    readonly UInt128 _key;
    int _counted;

    /// <summary>An attempt that may be made.</summary>
    public SignInAttempt(SignInThrottle throttle, AccountCounter counter, AddressCounter from, string account, UInt128 network, UInt128 key)
    {
        _throttle = throttle;
        _counter = counter;
        _from = from;
        _account = account;
        _network = network;
        _key = key;
    }

    SignInAttempt(TimeSpan wait) => Wait = wait;

    /// <summary>When to try again; zero when this attempt may be made.</summary>
    public TimeSpan Wait { get; }

    /// <summary>An attempt that may not be made now.</summary>
    public static SignInAttempt Refused(TimeSpan wait) => new(wait);

    /// <summary>The password was wrong.</summary>
    /// <returns>Whether the account has to wait from now on, and had not before.</returns>
    public bool Fail(NtHash password)
    {
        var (counted, beginsToWait) = _throttle!.Fail(_counter!, _from!, _account, password);
        _counted = counted ? 1 : 0;
        return beginsToWait;
    }

    /// <summary>The password was right.</summary>
    public void Succeed() => _counted = _throttle!.Succeed(_counter!, _from!, _account, _network) ? -1 : 0;

    public ValueTask DisposeAsync() => _throttle?.LeaveAsync(_counter!, _key, _network, _counted) ?? ValueTask.CompletedTask;
}
