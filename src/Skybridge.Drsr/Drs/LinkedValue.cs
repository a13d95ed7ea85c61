namespace Skybridge.Drsr.Drs;

/// <summary>One value of a linked attribute: a membership, for one.</summary>
/// <remarks>[MS-DRSR] REPLVALINF_V1 and _V3. Two statements about one value are ordered by <paramref name="Created"/>, then by <paramref name="Metadata"/>.</remarks>
/// <param name="Holder">The object that has the attribute.</param>
/// <param name="Attribute">The attribute.</param>
/// <param name="Target">The object that it refers to.</param>
/// <param name="IsPresent">False for a value that was taken away.</param>
/// <param name="Created">When the value was first given, in whole seconds by the clock of the server that wrote it.</param>
/// <param name="Metadata">When and where it was last given or taken away.</param>
public sealed record LinkedValue(DsName Holder, AttributeType Attribute, DsName Target, bool IsPresent, DateTimeOffset Created, AttributeMetadata Metadata);
