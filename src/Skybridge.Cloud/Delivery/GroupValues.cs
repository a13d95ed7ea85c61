using Skybridge.Cloud.Data;
using Skybridge.Cloud.People;
using Skybridge.Contract;

namespace Skybridge.Cloud.Delivery;

/// <summary>The delivered attributes of a group: whether they can be taken, and taking them.</summary>
static class GroupValues
{
    const int MaxDistinguishedNameLength = 4 * PersonImage.MaxTextLength;

    /// <summary>The first attribute that cannot be taken, by the name that it has in Active Directory; null when all can.</summary>
    public static string? FindInvalid(GroupImage image)
    {
        if (!UserNames.IsText(image.Name))
            return "name";
        if (!UserNames.IsText(image.SamAccountName))
            return "sAMAccountName";
        if (!UserNames.IsText(image.NetBiosDomain))
            return "the NetBIOS name of the domain";
        if (!UserNames.IsText(image.DistinguishedName, MaxDistinguishedNameLength))
            return "distinguishedName";
        if (!UserNames.IsText(image.Sid))
            return "objectSid";
        if (image.DisplayName is { } name && !UserNames.IsText(name))
            return "displayName";
        if (image.Mail is { } mail && !UserNames.IsText(mail))
            return "mail";
        return image.Description is null or { Length: <= PersonImage.MaxTextLength } ? null : "description";
    }

    /// <summary>Gives the group the attributes of <paramref name="image"/>.</summary>
    public static void Take(CloudGroup group, GroupImage image, Guid objectGuid, DeliveryStamp stamp)
    {
        group.ObjectGuid = objectGuid;
        group.Name = image.Name;
        group.NormalizedName = UserNames.Normalize(image.Name);
        group.SamAccountName = image.SamAccountName;
        group.NetBiosDomain = image.NetBiosDomain;
        group.DnsDomain = stamp.Domain;
        group.DistinguishedName = image.DistinguishedName;
        group.Sid = image.Sid;
        group.DisplayName = image.DisplayName;
        group.Description = OneLine(image.Description);
        group.Mail = image.Mail;
        group.Security = image.Security;
        group.SynchronizedAt = stamp.Now;
    }

    // Administrators write descriptions of several lines; nothing here shows more than one.
    static string? OneLine(string? text) =>
        text is null ? null : string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter)).Trim() is { Length: > 0 } line ? line : null;
}
