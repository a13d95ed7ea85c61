namespace Skybridge.Lab.ActiveDirectory;

public sealed partial class DirectoryDriver
{
    /// <summary>Sets a password as an administrator does: no old one needed, and the must-change flag goes.</summary>
    public Task SetPasswordAsync(string who, string password, CancellationToken cancellationToken = default) =>
        DoAsync("set_password", new() { ["who"] = who, ["password"] = password }, cancellationToken);

    /// <summary>Sets "must change password at next logon": the present password becomes a temporary one.</summary>
    public Task RequirePasswordChangeAsync(string who, CancellationToken cancellationToken = default) =>
        DoAsync("set_must_change", new() { ["who"] = who, ["required"] = true }, cancellationToken);

    /// <summary>Clears "must change password at next logon" and leaves the password.</summary>
    public Task ClearPasswordChangeAsync(string who, CancellationToken cancellationToken = default) =>
        DoAsync("set_must_change", new() { ["who"] = who, ["required"] = false }, cancellationToken);

    public Task DisableAsync(string who, CancellationToken cancellationToken = default) =>
        ChangeFlagsAsync(who, set: AccountControl.Disabled, clear: 0, cancellationToken);

    public Task EnableAsync(string who, CancellationToken cancellationToken = default) =>
        ChangeFlagsAsync(who, set: 0, clear: AccountControl.Disabled, cancellationToken);

    /// <summary>Requires a smart card: the directory replaces the password by a random one at once.</summary>
    public Task RequireSmartCardAsync(string who, CancellationToken cancellationToken = default) =>
        ChangeFlagsAsync(who, set: AccountControl.SmartCardRequired, clear: 0, cancellationToken);

    /// <summary>Sets and clears bits of userAccountControl and leaves the others.</summary>
    public Task ChangeFlagsAsync(string who, AccountControl set, AccountControl clear, CancellationToken cancellationToken = default) =>
        DoAsync("change_flags", new() { ["who"] = who, ["set"] = (int)set, ["clear"] = (int)clear }, cancellationToken);

    /// <summary>Ends the account at a time, past or future; null is never.</summary>
    public Task SetAccountExpiryAsync(string who, DateTimeOffset? at, CancellationToken cancellationToken = default) =>
        DoAsync("set_expiry", new() { ["who"] = who, ["at"] = at?.ToUnixTimeSeconds() }, cancellationToken);

    /// <summary>Makes the account expire a day ago.</summary>
    public Task ExpireAsync(string who, CancellationToken cancellationToken = default) =>
        SetAccountExpiryAsync(who, TimeProvider.System.GetUtcNow().AddDays(-1), cancellationToken);

    /// <summary>Locks the account by its attribute, without anybody guessing; until it is unlocked.</summary>
    public Task LockOutAsync(string who, CancellationToken cancellationToken = default) =>
        DoAsync("set_lockout", new() { ["who"] = who, ["locked"] = true }, cancellationToken);

    public Task UnlockAsync(string who, CancellationToken cancellationToken = default) =>
        DoAsync("set_lockout", new() { ["who"] = who, ["locked"] = false }, cancellationToken);

    /// <summary>Makes the password too old for this account alone.</summary>
    public Task ExpirePasswordAsync(string who, CancellationToken cancellationToken = default) =>
        DoAsync("expire_password", new() { ["who"] = who }, cancellationToken);
}
