using System.Text.Json.Serialization;
using Skybridge.Drsr.Drs;

namespace Skybridge.Sync.Space;

/// <summary>Which of a naming context's two positions.</summary>
public enum CheckpointKind
{
    /// <summary>Everything before it, passwords included, is delivered or on the retry list.</summary>
    Delivered,

    /// <summary>Everything before it, without passwords, was looked at: while staging, or with password synchronization off.</summary>
    Observed,
}

/// <summary>A position in a naming context.</summary>
/// <param name="Cursor">Where to go on.</param>
/// <param name="StoredAt">When it was reached.</param>
public sealed record Checkpoint(ReplicationCursor Cursor, DateTimeOffset StoredAt);

/// <summary>The stored form of a cursor.</summary>
sealed record CursorRow
{
    public required Guid SourceInvocationId { get; init; }

    public required HighWatermark Watermark { get; init; }

    public required IReadOnlyDictionary<Guid, long> Vector { get; init; }

    public static CursorRow From(ReplicationCursor cursor) =>
        new() { SourceInvocationId = cursor.SourceInvocationId, Watermark = cursor.Watermark, Vector = cursor.Vector.Entries };

    public ReplicationCursor ToCursor() => new(SourceInvocationId, Watermark, new UpToDatenessVector(Vector));
}

/// <summary>The JSON that is stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CursorRow))]
[JsonSerializable(typeof(SortedDictionary<string, string>))]
sealed partial class SpaceJson : JsonSerializerContext;
