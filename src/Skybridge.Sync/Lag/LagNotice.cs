using System.Text.Json;
using System.Text.Json.Serialization;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Lag;

/// <summary>A domain controller does not get what another one of its site has. Kept over restarts, until it has caught up or is there no more.</summary>
public sealed record LagNotice
{
    const string Setting = "lag-notices";

    /// <summary>When the oldest change that it lacks was seen.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Where the settings or DNS say that it is.</summary>
    public required string Host { get; init; }

    /// <summary>What people call it.</summary>
    public required string Controller { get; init; }

    /// <summary>The one that has the changes.</summary>
    public required string Ahead { get; init; }

    /// <summary>Up to which USN of each database it must come.</summary>
    public required IReadOnlyDictionary<Guid, long> Needs { get; init; }

    /// <summary>Those that are kept. What cannot be read is forgotten: a lag is seen again in a minute.</summary>
    public static IReadOnlyList<LagNotice> Recall(ConnectorSpace space)
    {
        ArgumentNullException.ThrowIfNull(space);
        try
        {
            return space.GetSetting(Setting) is { Length: > 0 } text ? JsonSerializer.Deserialize(text, LagJson.Default.IReadOnlyListLagNotice) ?? [] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>Keeps these, and no others.</summary>
    internal static void Remember(ConnectorSpace space, IReadOnlyList<LagNotice> notices) =>
        space.SetSetting(Setting, notices.Count == 0 ? "" : JsonSerializer.Serialize(notices, LagJson.Default.IReadOnlyListLagNotice));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<LagNotice>))]
sealed partial class LagJson : JsonSerializerContext;
