using Skybridge.Contract;
using Skybridge.Drsr.Drs;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Engine;

/// <summary>Lays what was replicated over what was known.</summary>
/// <remarks>
/// A change carries only the attributes that changed; a password reset, for one, has neither name nor account control. A whole object (a full
/// read, or one asked for by itself) carries all there are: what it does not carry is not set.
/// </remarks>
public static class ObjectMerger
{
    /// <summary>Merges.</summary>
    /// <param name="known">The object as known; null for an unknown one.</param>
    /// <param name="seen">What was replicated.</param>
    /// <param name="isWhole">Whether <paramref name="seen"/> has all attributes.</param>
    /// <param name="hasSecrets">Whether passwords were asked for; otherwise nothing is learnt about them.</param>
    /// <returns>Null when a change of an unknown object arrives, which says too little: it must be read as a whole.</returns>
    public static ObjectState? Merge(ObjectState? known, ReplicatedObject seen, bool isWhole, bool hasSecrets)
    {
        ArgumentNullException.ThrowIfNull(seen);
        isWhole |= seen.Has(AttributeType.ObjectClass) && known is null;
        if (known is null && !isWhole)
            return null;

        var guid = seen.Name.ObjectGuid;
        var isDeleted = seen.TryGetUInt32(AttributeType.IsDeleted, out var deleted) ? deleted != 0 : !isWhole && !seen.Has(AttributeType.IsDeleted) && known!.IsDeleted;
        var start = isWhole ? Blank(guid, known, hasSecrets) : known!;
        var state = start with
        {
            DistinguishedName = isDeleted && known is not null ? known.DistinguishedName : seen.Name.DistinguishedName,
            Kind = KindOf(seen) ?? start.Kind,
            IsDeleted = isDeleted,
            IsCritical = seen.Has(AttributeType.IsCriticalSystemObject) ? seen.TryGetUInt32(AttributeType.IsCriticalSystemObject, out var critical) && critical != 0 : start.IsCritical,
            Sid = seen.Name.Sid?.Text ?? start.Sid,
            SamAccountName = Text(seen, AttributeType.SamAccountName, start.SamAccountName),
            UserPrincipalName = Text(seen, AttributeType.UserPrincipalName, start.UserPrincipalName),
            DisplayName = Text(seen, AttributeType.DisplayName, start.DisplayName),
            GivenName = Text(seen, AttributeType.GivenName, start.GivenName),
            Surname = Text(seen, AttributeType.Surname, start.Surname),
            Mail = Text(seen, AttributeType.Mail, start.Mail),
            UserAccountControl = seen.TryGetUInt32(AttributeType.UserAccountControl, out var control) ? control : start.UserAccountControl,
            AccountExpires = Number(seen, AttributeType.AccountExpires, start.AccountExpires),
            PwdLastSet = Number(seen, AttributeType.PwdLastSet, start.PwdLastSet),
            LastSetSeen = Stamp(seen, AttributeType.PwdLastSet, start.LastSetSeen),
            More = start.More.With(seen),
        };
        return AddAnchor(hasSecrets ? AddPassword(state, seen) : state, seen);
    }

    /// <summary>The stamp of an attribute as it travels.</summary>
    public static AttributeStamp ToStamp(AttributeMetadata metadata) => new(metadata.Version, metadata.OriginatingTime, metadata.InvocationId, metadata.Usn);

    // What the cloud was given, and who the object is towards it, is ours to keep whatever the directory says.
    static ObjectState Blank(Guid guid, ObjectState? known, bool hasSecrets) => new()
    {
        ObjectGuid = guid,
        DistinguishedName = "",
        Kind = known?.Kind ?? ObjectKind.Other,
        Anchor = known?.Anchor,
        AnchorFixed = known?.AnchorFixed ?? false,
        DeliveredImage = known?.DeliveredImage,
        DeliveredPassword = known?.DeliveredPassword,
        DeliveredMustChange = known?.DeliveredMustChange ?? false,
        CloudUserName = known?.CloudUserName,
        Reason = known?.Reason,
        Rule = known?.Rule,
        // Where passwords were not asked for, nobody is said to have none.
        HasPassword = !hasSecrets && (known?.HasPassword ?? true),
        PasswordSeen = hasSecrets ? null : known?.PasswordSeen,
    };

    static ObjectState AddPassword(ObjectState state, ReplicatedObject seen) => !seen.Has(AttributeType.UnicodePwd)
        ? state
        : state with
        {
            HasPassword = seen.TryGetBytes(AttributeType.UnicodePwd, out _),
            PasswordSeen = Stamp(seen, AttributeType.UnicodePwd, state.PasswordSeen),
        };

    static ObjectState AddAnchor(ObjectState state, ReplicatedObject seen)
    {
        if (state.AnchorFixed)
            return state;

        var anchor = seen.TryGetBytes(AttributeType.ConsistencyGuid, out var bytes) && bytes.Length == 16
            ? SourceAnchor.FromBytes(bytes)
            : state.Anchor ?? SourceAnchor.FromObjectGuid(state.ObjectGuid);
        return state with { Anchor = anchor };
    }

    static ObjectKind? KindOf(ReplicatedObject seen)
    {
        if (seen.Is(ObjectClass.User) is not { } isUser)
            return null;
        if (isUser)
        {
            return seen.Is(ObjectClass.Computer) == true ? ObjectKind.Computer
                : seen.Is(ObjectClass.InetOrgPerson) == true ? ObjectKind.InetOrgPerson
                : ObjectKind.User;
        }

        if (seen.Is(ObjectClass.Contact) == true)
            return ObjectKind.Contact;
        return seen.Is(ObjectClass.OrganizationalUnit) == true || seen.Is(ObjectClass.Container) == true ? ObjectKind.Container : ObjectKind.Other;
    }

    static string? Text(ReplicatedObject seen, AttributeType type, string? known) =>
        !seen.Has(type) ? known : seen.TryGetText(type, out var text) ? text : null;

    static long Number(ReplicatedObject seen, AttributeType type, long known) =>
        !seen.Has(type) ? known : seen.TryGetInt64(type, out var number) ? number : 0;

    static AttributeStamp? Stamp(ReplicatedObject seen, AttributeType type, AttributeStamp? known) =>
        !seen.Has(type) ? known : seen.GetMetadata(type) is { } metadata ? ToStamp(metadata) : default(AttributeStamp);
}
