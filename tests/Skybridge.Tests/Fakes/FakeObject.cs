using System.Text;
using Skybridge.Drsr.Drs;

namespace Skybridge.Tests.Fakes;

/// <summary>An attribute in a directory's database.</summary>
/// <param name="Values">Its values; none when it was removed. A password is here as its NT hash, in clear.</param>
/// <param name="Stamp">Who wrote it last.</param>
/// <param name="LocalUsn">When this database learned of it.</param>
sealed record FakeAttribute(IReadOnlyList<byte[]> Values, AttributeMetadata Stamp, long LocalUsn);

/// <summary>An object of a <see cref="FakeDirectory"/>, which changes it.</summary>
sealed class FakeObject
{
    internal FakeObject(Guid guid, Sid? sid)
    {
        Guid = guid;
        Sid = sid;
    }

    public Guid Guid { get; }

    public Sid? Sid { get; }

    public string DistinguishedName { get; internal set; } = "";

    public Guid? ParentGuid { get; internal set; }

    /// <summary>When this database last changed anything of it.</summary>
    public long UsnChanged { get; internal set; }

    /// <summary>Set to send a password that does not open: its checksum is wrong.</summary>
    public bool HasDamagedSecret { get; set; }

    /// <summary>Set to send the object without its security identifier.</summary>
    public bool HidesSid { get; set; }

    public IReadOnlyDictionary<AttributeType, FakeAttribute> Attributes => Stored;

    public DsName Name => new(Guid, HidesSid ? null : Sid, DistinguishedName);

    internal Dictionary<AttributeType, FakeAttribute> Stored { get; } = [];

    public string? Text(AttributeType type) =>
        Stored.TryGetValue(type, out var attribute) && attribute.Values.Count > 0 ? Encoding.Unicode.GetString(attribute.Values[0]) : null;

    public override string ToString() => DistinguishedName;

    internal FakeObject Copy()
    {
        var copy = new FakeObject(Guid, Sid)
        {
            DistinguishedName = DistinguishedName,
            ParentGuid = ParentGuid,
            UsnChanged = UsnChanged,
            HasDamagedSecret = HasDamagedSecret,
            HidesSid = HidesSid,
        };
        foreach (var (type, attribute) in Stored)
            copy.Stored.Add(type, attribute);
        return copy;
    }
}
