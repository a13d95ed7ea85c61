using Skybridge.Contract;

namespace Skybridge.Cloud.Data;

/// <summary>A switch of the tenant, who last turned it, and what for.</summary>
sealed class TenantFeature
{
    /// <summary>Whether passwords are taken from agents.</summary>
    public const string PasswordSync = "password-sync";

    /// <summary>Whether a temporary password is taken, and the person made to change it.</summary>
    public const string ForcePasswordChange = "force-password-change";

    /// <summary>Whether the cloud's own rules for the age of passwords count for synchronized ones, too.</summary>
    public const string CloudPasswordPolicy = "cloud-password-policy";

    /// <summary>Every feature with its state in a new tenant.</summary>
    public static readonly IReadOnlyDictionary<string, bool> Defaults = new Dictionary<string, bool>
    {
        [PasswordSync] = true,
        [ForcePasswordChange] = false,
        [CloudPasswordPolicy] = false,
    };

    public required string Name { get; init; }

    public required bool Enabled { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }

    public required string ChangedBy { get; set; }

    /// <summary>The columns of <see cref="Because"/>; all null or none.</summary>
    public string? BecauseDomain { get; set; }

    public SignInMethod? BecauseFrom { get; set; }

    public SignInMethod? BecauseTo { get; set; }

    /// <summary>The change of a domain's sign-in method that turned it; null when somebody turned the switch itself.</summary>
    public SignInChange? Because
    {
        get => (BecauseDomain, BecauseFrom, BecauseTo) is ({ } domain, { } from, { } to)
            ? new() { Domain = domain, From = from, To = to }
            : null;
        set => (BecauseDomain, BecauseFrom, BecauseTo) = (value?.Domain, value?.From, value?.To);
    }
}
