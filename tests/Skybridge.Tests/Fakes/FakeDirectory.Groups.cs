using Skybridge.Drsr.Drs;

namespace Skybridge.Tests.Fakes;

/// <content>Groups and who is in them.</content>
sealed partial class FakeDirectory
{
    const uint GlobalSecurity = 0x80000002;
    const uint GlobalDistribution = 0x00000002;

    readonly Dictionary<(Guid Group, Guid Member), FakeLink> _links = [];

    public IReadOnlyCollection<FakeLink> Links => _links.Values;

    /// <summary>Adds a group.</summary>
    public FakeObject AddGroup(string name, bool security = true, FakeObject? parent = null)
    {
        lock (Lock)
        {
            parent ??= People;
            var group = Create($"CN={name},{parent.DistinguishedName}", parent, Sid.TryRead(FakeNames.SidBytes($"{_sid}-{++_nextRid}")));
            Set(group, AttributeType.ObjectClass, Numbers(ObjectClass.Top, ObjectClass.Group));
            Set(group, AttributeType.Name, name);
            Set(group, AttributeType.ObjectSid, FakeNames.SidBytes(group.Sid!.Text));
            Set(group, AttributeType.SamAccountName, name);
            Set(group, AttributeType.GroupType, security ? GlobalSecurity : GlobalDistribution);
            return group;
        }
    }

    /// <summary>Puts objects into a group: nothing of the objects changes.</summary>
    public void AddMembers(FakeObject group, params IEnumerable<FakeObject> members)
    {
        lock (Lock)
        {
            foreach (var member in members)
                SetLink(group.Guid, member.Guid, isPresent: true);
        }
    }

    /// <summary>Takes an object out of a group.</summary>
    public void RemoveMember(FakeObject group, FakeObject member)
    {
        lock (Lock)
            SetLink(group.Guid, member.Guid, isPresent: false);
    }

    /// <summary>What of the memberships is sent; those of the deleted are not.</summary>
    internal IEnumerable<FakeSentLink> Send(IEnumerable<FakeLink> links)
    {
        foreach (var link in links)
        {
            if (Find(link.Group) is { } group && Find(link.Member) is { } member && !IsDeleted(group) && !IsDeleted(member))
                yield return new FakeSentLink(group.Name, member.Name, link.IsPresent, link.Created, link.Stamp);
        }
    }

    internal FakeLink? FindLink((Guid Group, Guid Member) key) => _links.GetValueOrDefault(key);

    static bool IsDeleted(FakeObject one) => one.Stored.TryGetValue(AttributeType.IsDeleted, out var deleted) && deleted.Values.Count > 0;

    void SetLink(Guid group, Guid member, bool isPresent)
    {
        var before = _links.GetValueOrDefault((group, member));
        var usn = ++HighestUsn;
        var stamp = new AttributeMetadata((before?.Stamp.Version ?? 0) + 1, Time.GetUtcNow(), InvocationId, usn);
        _links[(group, member)] = new FakeLink(group, member, isPresent, before?.Created ?? Time.GetUtcNow(), stamp, usn);
    }

    // Nobody is told: every domain controller does the same by itself.
    void DropLinks(FakeObject gone)
    {
        foreach (var key in _links.Keys.Where(key => key.Group == gone.Guid || key.Member == gone.Guid).ToList())
            _links.Remove(key);
    }

    void PullLinks(FakeDirectory other)
    {
        foreach (var (key, theirs) in other._links)
        {
            var ours = _links.GetValueOrDefault(key);
            if (ours is null || (theirs.Created, Rank(theirs.Stamp)).CompareTo((ours.Created, Rank(ours.Stamp))) > 0)
                _links[key] = theirs with { LocalUsn = ++HighestUsn };
        }
    }
}
