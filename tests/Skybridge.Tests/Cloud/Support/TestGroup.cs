using Skybridge.Contract;

namespace Skybridge.Tests.Cloud.Support;

/// <summary>A group of the source directory, that can be changed and delivered.</summary>
sealed record TestGroup
{
    static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    static readonly Guid Invocation = new("5bd1a6a4-5c9f-4f57-b4cf-7b2f0a2b0d5e");

    static int _count;

    public Guid ObjectGuid { get; init; } = Guid.NewGuid();

    public string Name { get; init; } = $"Group {Interlocked.Increment(ref _count)}";

    public bool Security { get; init; } = true;

    public string? Description { get; init; }

    public SourceAnchor Anchor => SourceAnchor.FromObjectGuid(ObjectGuid);

    public GroupImage Image => new()
    {
        Name = Name,
        SamAccountName = Name,
        NetBiosDomain = "NORTH",
        DistinguishedName = $"CN={Name},OU=Groups,DC=north,DC=example",
        Sid = $"S-1-5-21-1-2-3-{Math.Abs(Name.GetHashCode(StringComparison.Ordinal))}",
        Description = Description,
        Security = Security,
    };

    /// <summary>Attributes and the whole list of members.</summary>
    public GroupChange Whole(params IEnumerable<Guid> members) => Part(1, true, true, members) with { Group = Image };

    /// <summary>A part of a whole list.</summary>
    public GroupChange Part(long number, bool begins, bool ends, params IEnumerable<Guid> members) => Change() with
    {
        List = new MemberList { Number = number, Begins = begins, Ends = ends },
        Links = [.. members.Select(member => Link(member))],
    };

    /// <summary>Single memberships.</summary>
    public GroupChange Links(params IReadOnlyList<MemberLink> links) => Change() with { Links = links };

    public GroupChange Removed(RemovalReason reason = RemovalReason.Deleted) => Change() with { Removal = reason };

    /// <summary>One membership.</summary>
    public static MemberLink Link(Guid member, uint version = 1, bool absent = false) => new()
    {
        Member = member,
        Absent = absent,
        Created = Start,
        Stamp = new AttributeStamp(version, Start.AddMinutes(version), Invocation, version),
    };

    GroupChange Change() => new() { Anchor = Anchor, ObjectGuid = ObjectGuid };
}
