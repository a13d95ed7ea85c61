using System.Security.Cryptography;
using System.Text.Json;
using Skybridge.Contract;
using Skybridge.Drsr.Drs;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Engine;

/// <summary>What the cloud is told of a person, and a digest to tell whether it was told before.</summary>
static class PersonImages
{
    const int DigestSize = 16;

    /// <summary>The image of a person.</summary>
    public static PersonImage Create(ObjectState state, DirectoryIdentity domain, string userNameAttribute) => new()
    {
        UserName = UserNames.Of(state, userNameAttribute, domain.DnsName),
        SamAccountName = state.SamAccountName ?? "",
        NetBiosDomain = domain.NetBiosName,
        DistinguishedName = state.DistinguishedName,
        Sid = state.Sid ?? "",
        DisplayName = state.DisplayName,
        GivenName = state.GivenName,
        Surname = state.Surname,
        Mail = state.Mail,
        Enabled = !((UserAccountControl)state.UserAccountControl).HasFlag(UserAccountControl.Disabled),
        Expires = ReplicatedObject.FromFileTime(state.AccountExpires),
    };

    /// <summary>The digest of an image as it travels.</summary>
    public static string DigestOf(PersonImage image) =>
        Convert.ToBase64String(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(image, ContractJson.Default.PersonImage)).AsSpan(0, DigestSize));
}
