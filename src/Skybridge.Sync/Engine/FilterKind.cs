namespace Skybridge.Sync.Engine;

/// <summary>What an attribute must be like.</summary>
public enum FilterKind
{
    /// <summary>The value, whatever the case: <c>department=Sales</c>.</summary>
    EqualTo,

    /// <summary>Another value, or none: <c>department!=Sales</c>.</summary>
    NotEqualTo,

    /// <summary>Any value: <c>mail=*</c>.</summary>
    Present,

    /// <summary>No value: <c>mail!=*</c>.</summary>
    Absent,

    /// <summary>A value that begins so: <c>department=Sal*</c>.</summary>
    BeginsWith,
}
