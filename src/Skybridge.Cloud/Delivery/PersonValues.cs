using Skybridge.Cloud.Data;
using Skybridge.Cloud.People;
using Skybridge.Contract;

namespace Skybridge.Cloud.Delivery;

/// <summary>The delivered attributes: whether they can be taken, whether they differ, and taking them.</summary>
static class PersonValues
{
    const int MaxDistinguishedNameLength = 4 * PersonImage.MaxTextLength;

    /// <summary>The first attribute that cannot be taken, by the name that it has in Active Directory; null when all can.</summary>
    public static string? FindInvalid(PersonImage image)
    {
        if (!UserNames.IsText(image.UserName) || UserNames.LocalPart(image.UserName).Length == 0)
            return "userPrincipalName";
        if (!UserNames.IsText(image.SamAccountName))
            return "sAMAccountName";
        if (!UserNames.IsText(image.NetBiosDomain))
            return "the NetBIOS name of the domain";
        if (!UserNames.IsText(image.DistinguishedName, MaxDistinguishedNameLength))
            return "distinguishedName";
        if (!UserNames.IsText(image.Sid))
            return "objectSid";
        return FindInvalidOptional(image);
    }

    /// <summary>Gives the person the attributes of <paramref name="image"/>, except for the name to sign in with.</summary>
    public static void Take(PersonState person, PersonImage image, Guid objectGuid, DeliveryStamp stamp)
    {
        var expires = Truncate(image.Expires);
        if (!Differ(person.User, image, expires, objectGuid, stamp.Domain))
            return;

        Copy(person.User, image, expires, objectGuid, stamp.Domain);
        person.User.SynchronizedAt = stamp.Now;
        person.UserChanged = true;
    }

    /// <summary>Takes only whether and until when the person may sign in: that must not wait for somebody to mend a name.</summary>
    public static void TakeAccess(PersonState person, PersonImage image)
    {
        var expires = Truncate(image.Expires);
        if (person.User.Enabled == image.Enabled && person.User.Expires == expires)
            return;

        person.User.Enabled = image.Enabled;
        person.User.Expires = expires;
        person.UserChanged = true;
    }

    static string? FindInvalidOptional(PersonImage image)
    {
        if (!IsOptionalText(image.DisplayName))
            return "displayName";
        if (!IsOptionalText(image.GivenName))
            return "givenName";
        if (!IsOptionalText(image.Surname))
            return "sn";
        return IsOptionalText(image.Mail) ? null : "mail";
    }

    static bool IsOptionalText(string? text) => text is null || UserNames.IsText(text);

    static bool Differ(CloudUser user, PersonImage image, DateTimeOffset? expires, Guid objectGuid, string domain) =>
        user.Enabled != image.Enabled
        || user.Expires != expires
        || user.ObjectGuid != objectGuid
        || user.SamAccountName != image.SamAccountName
        || user.NetBiosDomain != image.NetBiosDomain
        || user.DnsDomain != domain
        || user.DistinguishedName != image.DistinguishedName
        || user.Sid != image.Sid
        || user.DisplayName != image.DisplayName
        || user.GivenName != image.GivenName
        || user.Surname != image.Surname
        || user.Mail != image.Mail;

    static void Copy(CloudUser user, PersonImage image, DateTimeOffset? expires, Guid objectGuid, string domain)
    {
        user.Enabled = image.Enabled;
        user.Expires = expires;
        user.ObjectGuid = objectGuid;
        user.SamAccountName = image.SamAccountName;
        user.NetBiosDomain = image.NetBiosDomain;
        user.DnsDomain = domain;
        user.DistinguishedName = image.DistinguishedName;
        user.Sid = image.Sid;
        user.DisplayName = image.DisplayName;
        user.GivenName = image.GivenName;
        user.Surname = image.Surname;
        user.Mail = image.Mail;
    }

    // The database keeps milliseconds, Active Directory a ten-thousandth of one: compared otherwise, nobody's image would ever equal
    // itself.
    static DateTimeOffset? Truncate(DateTimeOffset? moment) =>
        moment is { } some ? DateTimeOffset.FromUnixTimeMilliseconds(some.ToUnixTimeMilliseconds()) : null;
}
