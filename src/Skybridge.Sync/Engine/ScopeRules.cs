using System.Text.Json.Serialization;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Engine;

/// <summary>Who of a domain is meant, beside the rules that always hold. Immutable.</summary>
public sealed record ScopeRules
{
    /// <summary>Everybody.</summary>
    public static ScopeRules Everybody { get; } = new();

    /// <summary>Distinguished names of containers: only people below one of them are meant. None for the whole domain.</summary>
    public IReadOnlyList<string> Include { get => field ?? []; init; }

    /// <summary>Distinguished names of containers: nobody below one of them is meant, whatever is included.</summary>
    public IReadOnlyList<string> Exclude { get => field ?? []; init; }

    /// <summary>sAMAccountNames or user principal names of people who are meant, but not their passwords.</summary>
    public IReadOnlyList<string> ExcludePasswords { get => field ?? []; init; }

    /// <summary>What tells one set of rules from another.</summary>
    [JsonIgnore]
    public string Digest => string.Join('\n', [.. Include.Select(name => $"+{name}"), .. Exclude.Select(name => $"-{name}"), .. ExcludePasswords.Select(name => $"*{name}")]);

    /// <summary>The rule that leaves an object out; null when it is meant.</summary>
    public string? FindExclusion(ObjectState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (Exclude.FirstOrDefault(container => IsBelow(state, container)) is { } excluded)
            return $"below {excluded}, which is excluded";
        return Include.Count == 0 || Include.Any(container => IsBelow(state, container)) ? null : $"below none of the included containers ({string.Join("; ", Include)})";
    }

    /// <summary>The rule that leaves a password out; null when it is meant.</summary>
    public string? FindPasswordExclusion(ObjectState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return ExcludePasswords.FirstOrDefault(name => Is(state.SamAccountName, name) || Is(state.UserPrincipalName, name)) is { } named ? $"{named} is on the list of excluded passwords" : null;
    }

    static bool IsBelow(ObjectState state, string container) => state.DistinguishedName.EndsWith($",{container}", StringComparison.OrdinalIgnoreCase);

    static bool Is(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
