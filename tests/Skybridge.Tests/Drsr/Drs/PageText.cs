using System.Globalization;
using System.Text;
using Skybridge.Cryptography;
using Skybridge.Drsr.Drs;

namespace Skybridge.Tests.Drsr.Drs;

/// <summary>A page in words, line by line, as vector files expect it.</summary>
static class PageText
{
    static readonly AttributeType[] Attributes =
    [
        .. Wanted.Attributes, AttributeType.DisplayName, AttributeType.Mail, AttributeType.GivenName, AttributeType.Surname,
        AttributeType.AccountExpires, AttributeType.ObjectSid,
    ];

    public static List<string> Describe(ReplicationPage page)
    {
        var lines = new List<string>
        {
            $"context {page.NamingContext}",
            $"source {page.SourceInvocationId} of {page.SourceDsaGuid}",
            $"watermark {page.Watermark.ObjectUpdate} {page.Watermark.Reserved} {page.Watermark.PropertyUpdate} {(page.HasMore ? "more" : "end")}",
        };
        foreach (var (invocation, usn) in (page.Vector ?? UpToDatenessVector.Empty).Entries)
            lines.Add($"vector {invocation} {usn}");
        foreach (var found in page.Objects)
            Describe(found, lines);
        return lines;
    }

    static void Describe(ReplicatedObject found, List<string> lines)
    {
        lines.Add($"object {found}");
        lines.Add($"names {found.Name.ObjectGuid} {found.Name.Sid?.Text ?? "-"} below {found.ParentGuid}");
        foreach (var type in Attributes.Where(found.Has).OrderBy(type => type.Value))
        {
            var stamp = found.GetMetadata(type)!.Value;
            var time = stamp.OriginatingTime.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            lines.Add($"{type} #{stamp.Version} {time} usn {stamp.Usn}: {Value(found, type)}");
        }
    }

    static string Value(ReplicatedObject found, AttributeType type)
    {
        if (type == AttributeType.ObjectClass)
            return $"user {found.Is(ObjectClass.User)}, group {found.Is(ObjectClass.Group)}, unit {found.Is(ObjectClass.OrganizationalUnit)}";
        if (!found.TryGetBytes(type, out var value))
            return "removed";
        if (type.IsSecret)
            return Hash(found);
        if (found.TryGetUInt32(type, out var small) && type.Value is 0x00090008 or 0x00020030)
            return $"{small}";
        if (found.TryGetInt64(type, out var large) && type.Value is 0x00090060 or 0x0009009f)
            return ReplicatedObject.FromFileTime(large)?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? $"never ({large})";
        if (type == AttributeType.ObjectSid)
            return Sid.TryRead(value)!.Text;
        return Encoding.Unicode.GetString(value).Replace("\n", "\\n", StringComparison.Ordinal);
    }

    static string Hash(ReplicatedObject found)
    {
        var hash = new byte[NtHash.Size];
        Assert.True(found.TryGetNtHash(hash));
        return $"hash {Convert.ToHexStringLower(hash)}";
    }
}
