namespace Skybridge.Lab.ActiveDirectory;

/// <summary>When and where an attribute was last changed ([MS-ADTS] AttributeStamp).</summary>
/// <param name="Changed">In 100 ns since 1601, of which AD keeps whole seconds.</param>
public sealed record AttributeStamp(string Attribute, int Version, long Changed, Guid InvocationId, long OriginatingUsn, long LocalUsn);
