using Skybridge.Contract;

namespace Skybridge.Cloud.Data;

/// <summary>One direct membership, or that there is none any more.</summary>
/// <remarks>
/// The member is named by its <c>objectGUID</c>, whether or not it is here: somebody who comes later, or back, is in their groups at once. A
/// membership that ended stays for a while, so that a late statement does not bring it back.
/// </remarks>
sealed class GroupMember
{
    public required Guid GroupId { get; init; }

    /// <summary><c>objectGUID</c> of a person, a group, or something that is not synchronized.</summary>
    public required Guid MemberGuid { get; init; }

    public bool Present { get; set; }

    /// <summary>The version: epoch, when it was first given, and the stamp of the last change.</summary>
    public int Epoch { get; set; }

    public DateTimeOffset GivenAt { get; set; }

    public long Version { get; set; }

    public DateTimeOffset ChangedAt { get; set; }

    public Guid InvocationId { get; set; }

    /// <summary>The group's whole list that named it last.</summary>
    public long ListNumber { get; set; }

    /// <summary>Whether what is stored is newer than a statement of <paramref name="epoch"/>.</summary>
    public bool IsNewerThan(MemberLink link, int epoch) =>
        (Epoch, GivenAt, Version, ChangedAt, InvocationId).CompareTo((epoch, link.Created, link.Stamp.Version, link.Stamp.Time, link.Stamp.InvocationId)) > 0;

    /// <summary>Takes a statement.</summary>
    public void Take(MemberLink link, int epoch, long listNumber)
    {
        (Present, Epoch, GivenAt) = (!link.Absent, epoch, link.Created);
        (Version, ChangedAt, InvocationId) = (link.Stamp.Version, link.Stamp.Time, link.Stamp.InvocationId);
        ListNumber = listNumber;
    }
}
