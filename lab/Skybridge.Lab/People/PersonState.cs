using Skybridge.Lab.ActiveDirectory;

namespace Skybridge.Lab.People;

/// <summary>What can be the matter with an account, by the names that <c>people.json</c> uses.</summary>
static class PersonState
{
    public const string NoPassword = "no-password";

    static readonly DateTimeOffset LongPast = new(2001, 2, 3, 0, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset FarFuture = new(2099, 12, 31, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Brings an account into a state.</summary>
    public static Task ApplyAsync(DirectoryDriver directory, string dn, string state, CancellationToken cancellationToken) => state switch
    {
        NoPassword => Task.CompletedTask, // It was added without one.
        "disabled" => directory.DisableAsync(dn, cancellationToken),
        "expired" => directory.SetAccountExpiryAsync(dn, LongPast, cancellationToken),
        "expires-2099" => directory.SetAccountExpiryAsync(dn, FarFuture, cancellationToken),
        "must-change" => directory.RequirePasswordChangeAsync(dn, cancellationToken),
        "locked-out" => directory.LockOutAsync(dn, cancellationToken),
        "password-expired" => directory.ExpirePasswordAsync(dn, cancellationToken),
        "password-never-expires" => directory.ChangeFlagsAsync(dn, AccountControl.PasswordNeverExpires, 0, cancellationToken),
        "smart-card-required" => directory.RequireSmartCardAsync(dn, cancellationToken),
        _ => throw new LabException($"The people file has an unknown state: {state}.", "The known ones are in PersonState.cs."),
    };
}
