namespace Skybridge.Drsr.Drs;

/// <summary>When and where an attribute was last written.</summary>
/// <remarks>[MS-DRSR] PROPERTY_META_DATA_EXT. The time is kept in whole seconds, by the clock of the server that wrote it.</remarks>
/// <param name="Version">Counts the writes, from 1.</param>
/// <param name="OriginatingTime">When it was written.</param>
/// <param name="InvocationId">The database of the server that wrote it.</param>
/// <param name="Usn">The update sequence number there.</param>
public readonly record struct AttributeMetadata(uint Version, DateTimeOffset OriginatingTime, Guid InvocationId, long Usn);
