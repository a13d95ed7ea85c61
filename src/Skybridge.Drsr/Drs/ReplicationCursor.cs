namespace Skybridge.Drsr.Drs;

/// <summary>Where to go on reading a naming context.</summary>
/// <remarks>
/// Only the end of a cycle gives one. The high-watermark is about one database and is dropped against any other; the vector is good everywhere.
/// </remarks>
/// <param name="SourceInvocationId">The database that the high-watermark is about.</param>
/// <param name="Watermark">How far it was read.</param>
/// <param name="Vector">What is known whoever wrote it.</param>
public sealed record ReplicationCursor(Guid SourceInvocationId, HighWatermark Watermark, UpToDatenessVector Vector)
{
    /// <summary>The cursor for another database: the vector stays, the high-watermark goes.</summary>
    public ReplicationCursor WithoutWatermark() => new(Guid.Empty, default, Vector);
}
