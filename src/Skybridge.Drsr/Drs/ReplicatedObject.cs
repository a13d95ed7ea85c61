using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Skybridge.Drsr.Drs;

/// <summary>One object as it was replicated: who it is, and those of the wanted attributes that changed (or all of them).</summary>
/// <remarks>
/// [MS-DRSR] ENTINF with PROPERTY_META_DATA_EXT_VECTOR. Values lie in the page's memory: read them before the page is disposed. An attribute
/// that is there without values was removed; one that is not there did not change.
/// </remarks>
public sealed class ReplicatedObject
{
    const long NeverInFileTime = long.MaxValue;

    readonly ReplicationPage _page;
    readonly int _firstAttribute;
    readonly int _attributeCount;

    internal ReplicatedObject(ReplicationPage page, DsName name, Guid? parent, int firstAttribute, int attributeCount)
    {
        _page = page;
        Name = name;
        ParentGuid = parent;
        _firstAttribute = firstAttribute;
        _attributeCount = attributeCount;
    }

    /// <summary>GUID, SID and distinguished name as they are now.</summary>
    public DsName Name { get; }

    /// <summary><c>objectGUID</c> of the parent, when it was sent.</summary>
    public Guid? ParentGuid { get; }

    /// <summary>Whether the attribute was sent at all, with or without values.</summary>
    public bool Has(AttributeType type) => TryFind(type, out _);

    /// <summary>When and where the attribute was last written; null when it was not sent, or without a stamp.</summary>
    public AttributeMetadata? GetMetadata(AttributeType type) => TryFind(type, out var attribute) ? attribute.Metadata : null;

    /// <summary>The attribute's only or first value.</summary>
    public bool TryGetBytes(AttributeType type, out ReadOnlySpan<byte> value)
    {
        if (TryFind(type, out var attribute) && attribute.ValueCount > 0)
        {
            value = _page.Value(attribute.FirstValue);
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>A text value.</summary>
    public bool TryGetText(AttributeType type, [NotNullWhen(true)] out string? text)
    {
        text = TryGetBytes(type, out var value) && value.Length % 2 == 0 ? Encoding.Unicode.GetString(value) : null;
        return text is not null;
    }

    /// <summary>A 32-bit value, also of a Boolean attribute.</summary>
    public bool TryGetUInt32(AttributeType type, out uint number)
    {
        var found = TryGetBytes(type, out var value) && value.Length == 4;
        number = found ? BinaryPrimitives.ReadUInt32LittleEndian(value) : 0;
        return found;
    }

    /// <summary>A 64-bit value.</summary>
    public bool TryGetInt64(AttributeType type, out long number)
    {
        var found = TryGetBytes(type, out var value) && value.Length == 8;
        number = found ? BinaryPrimitives.ReadInt64LittleEndian(value) : 0;
        return found;
    }

    /// <summary>A FILETIME as a point in time; null for "never" (0, or beyond what a calendar holds).</summary>
    public static DateTimeOffset? FromFileTime(long fileTime) =>
        fileTime is <= 0 or NeverInFileTime || fileTime > DateTime.MaxValue.ToFileTimeUtc() ? null : new DateTimeOffset(DateTime.FromFileTimeUtc(fileTime));

    /// <summary>Whether the object is of the class or of one derived from it; null when its classes were not sent.</summary>
    public bool? Is(ObjectClass objectClass)
    {
        if (!TryFind(AttributeType.ObjectClass, out var attribute))
            return null;

        for (var i = 0; i < attribute.ValueCount; i++)
        {
            var value = _page.Value(attribute.FirstValue + i);
            if (value.Length == 4 && _page.TryTranslate(BinaryPrimitives.ReadUInt32LittleEndian(value), out var known) && known == objectClass.Value)
                return true;
        }

        return false;
    }

    /// <summary>Opens the NT hash into memory of the caller, who wipes it.</summary>
    /// <returns>False when no hash was sent, or the account has none.</returns>
    /// <exception cref="Secrets.SecretException">It is there but does not open.</exception>
    public bool TryGetNtHash(Span<byte> hash)
    {
        if (!TryGetBytes(AttributeType.UnicodePwd, out var payload) || payload.IsEmpty)
            return false;
        if (Name.Sid is not { } sid)
            throw new Secrets.SecretException($"{Name.ObjectGuid} has a password but no security identifier.");

        _page.Secrets.DecryptNtHash(payload, sid.Rid, hash);
        return true;
    }

    /// <summary>The distinguished name.</summary>
    public override string ToString() => Name.ToString();

    bool TryFind(AttributeType type, out ReplicatedAttribute attribute)
    {
        for (var i = 0; i < _attributeCount; i++)
        {
            attribute = _page.Attribute(_firstAttribute + i);
            if (attribute.Type == type)
                return true;
        }

        attribute = default;
        return false;
    }
}
