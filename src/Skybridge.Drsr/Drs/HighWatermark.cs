namespace Skybridge.Drsr.Drs;

/// <summary>How far one domain controller's changes were read. Opaque but for comparing: it is sent back as it came.</summary>
/// <remarks>[MS-DRSR] USN_VECTOR. In the middle of a cycle it has meaning on the same connection only (Samba keeps the rest of the position there).</remarks>
/// <param name="ObjectUpdate">usnHighObjUpdate: moves page by page.</param>
/// <param name="Reserved">usnReserved: Samba uses it.</param>
/// <param name="PropertyUpdate">usnHighPropUpdate: moves at the end of a cycle.</param>
public readonly record struct HighWatermark(long ObjectUpdate, long Reserved, long PropertyUpdate);
