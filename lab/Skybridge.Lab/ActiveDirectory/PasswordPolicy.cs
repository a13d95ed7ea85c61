namespace Skybridge.Lab.ActiveDirectory;

/// <summary>Settings of the domain's password policy; what is null stays as it is.</summary>
public sealed record PasswordPolicy
{
    public int? MinimumLength { get; init; }

    public bool? Complexity { get; init; }

    public int? HistoryLength { get; init; }

    public int? MinimumAgeDays { get; init; }

    /// <summary>Zero: passwords never expire.</summary>
    public int? MaximumAgeDays { get; init; }

    /// <summary>Zero: no number of wrong passwords locks an account.</summary>
    public int? LockoutThreshold { get; init; }

    /// <summary>Zero: until an administrator unlocks it.</summary>
    public int? LockoutMinutes { get; init; }

    /// <summary>Nothing is refused and nothing ends by itself: a lab's people must be the same tomorrow.</summary>
    public static PasswordPolicy Lenient { get; } = new()
    {
        MinimumLength = 0,
        Complexity = false,
        HistoryLength = 0,
        MinimumAgeDays = 0,
        MaximumAgeDays = 0,
        LockoutThreshold = 0,
        LockoutMinutes = 0,
    };
}
