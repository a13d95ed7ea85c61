using System.Security.Cryptography;
using System.Text.Json;
using Skybridge.Contract;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Groups;

/// <summary>What the cloud is told of a group, and a digest to tell whether it was told before.</summary>
static class GroupImages
{
    const int DigestSize = 16;

    /// <summary>The image of a group.</summary>
    public static GroupImage Create(GroupState group, DirectoryIdentity domain) => new()
    {
        Name = string.IsNullOrWhiteSpace(group.Name) ? group.SamAccountName ?? "" : group.Name,
        SamAccountName = group.SamAccountName ?? "",
        NetBiosDomain = domain.NetBiosName,
        DistinguishedName = group.DistinguishedName,
        Sid = group.Sid ?? "",
        DisplayName = group.DisplayName,
        Description = group.Description,
        Mail = group.Mail,
        Security = group.IsSecurity,
    };

    /// <summary>The digest of an image as it travels.</summary>
    public static string DigestOf(GroupImage image) =>
        Convert.ToBase64String(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(image, ContractJson.Default.GroupImage)).AsSpan(0, DigestSize));
}
