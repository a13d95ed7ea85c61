namespace Skybridge.Drsr.Drs;

/// <summary>One value of a linked attribute: a membership, for one.</summary>
/// <remarks>[MS-DRSR] REPLVALINF_V1 and _V3.</remarks>
/// <param name="Holder">The object that has the attribute.</param>
/// <param name="Attribute">The attribute.</param>
/// <param name="Target">The object that it refers to.</param>
/// <param name="IsPresent">False for a value that was taken away.</param>
public sealed record LinkedValue(DsName Holder, AttributeType Attribute, DsName Target, bool IsPresent);
