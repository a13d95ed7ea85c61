namespace Skybridge.Cloud.Data;

/// <summary>A switch of the tenant and who last turned it.</summary>
sealed class TenantFeature
{
    /// <summary>Whether passwords are taken from agents.</summary>
    public const string PasswordSync = "password-sync";

    /// <summary>Whether a temporary password is taken, and the person made to change it.</summary>
    public const string ForcePasswordChange = "force-password-change";

    /// <summary>Every feature with its state in a new tenant.</summary>
    public static readonly IReadOnlyDictionary<string, bool> Defaults = new Dictionary<string, bool>
    {
        [PasswordSync] = true,
        [ForcePasswordChange] = false,
    };

    public required string Name { get; init; }

    public required bool Enabled { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }

    public required string ChangedBy { get; set; }
}
