using Skybridge.Cryptography;

namespace Skybridge.Cloud.SignIn;

/// <summary>One attempt at one account. While it is open, nobody else tries that account from the same kind of device.</summary>
sealed class SignInAttempt : IDisposable
{
    readonly SignInThrottle? _throttle;
    readonly AccountCounter? _counter;
    readonly AddressCounter? _from;
    readonly string _account = "";
    readonly UInt128 _network;

    /// <summary>An attempt that may be made.</summary>
    public SignInAttempt(SignInThrottle throttle, AccountCounter counter, AddressCounter from, string account, UInt128 network)
    {
        _throttle = throttle;
        _counter = counter;
        _from = from;
        _account = account;
        _network = network;
    }

    SignInAttempt(TimeSpan wait) => Wait = wait;

    /// <summary>When to try again; zero when this attempt may be made.</summary>
    public TimeSpan Wait { get; }

    /// <summary>An attempt that may not be made now.</summary>
    public static SignInAttempt Refused(TimeSpan wait) => new(wait);

    /// <summary>The password was wrong.</summary>
    /// <returns>Whether the account has to wait from now on, and had not before.</returns>
    public bool Fail(NtHash password) => _throttle!.Fail(_counter!, _from!, _account, password);

    /// <summary>The password was right.</summary>
    public void Succeed() => _throttle!.Succeed(_counter!, _from!, _account, _network);

    public void Dispose() => _counter?.Leave();
}
