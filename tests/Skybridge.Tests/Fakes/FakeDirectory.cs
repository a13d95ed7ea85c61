using System.Buffers.Binary;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Skybridge.Cryptography;
using Skybridge.Drsr.Drs;

namespace Skybridge.Tests.Fakes;

/// <summary>What an account may do in a <see cref="FakeDirectory"/>.</summary>
[Flags]
enum FakeRights
{
    None = 0,

    /// <summary>Replicating Directory Changes.</summary>
    Changes = 1,

    /// <summary>Replicating Directory Changes All: secrets, too.</summary>
    ChangesAll = 2,

    Both = Changes | ChangesAll,
}

/// <summary>
/// One domain controller's copy of a domain: objects with attributes, each stamped by who wrote it and when, under update sequence
/// numbers that only grow. Scripted by the test, read by a <see cref="FakeDomainController"/>. Safe to change while it is being read.
/// </summary>
sealed partial class FakeDirectory
{
    const uint NormalAccount = 0x200;
    const string DomainSid = "S-1-5-21-1004-2008-3012";

    static readonly AttributeType[] KeptByTombstones =
    [
        AttributeType.IsDeleted, AttributeType.Name, AttributeType.ObjectClass, AttributeType.ObjectSid, AttributeType.SamAccountName,
        AttributeType.UserAccountControl,
    ];

    readonly List<FakeObject> _objects = [];
    readonly string _sid = DomainSid;
    uint _nextRid = 1100;

    /// <param name="dnsDomain">The domain's DNS name.</param>
    /// <param name="time">The clock of the stamps; one that stands still in 2026 by default.</param>
    public FakeDirectory(string dnsDomain = "corp.example", TimeProvider? time = null)
    {
        DnsDomain = dnsDomain;
        NetBiosName = dnsDomain.Split('.')[0].ToUpperInvariant();
        Time = time ?? new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));
        Head = Create(string.Join(',', dnsDomain.Split('.').Select(part => $"DC={part}")), null, null);
        Set(Head, AttributeType.Name, NetBiosName.ToLowerInvariant());
        People = AddContainer("OU=People");
        Partners.Add(this);
    }

    FakeDirectory(FakeDirectory other)
    {
        DnsDomain = other.DnsDomain;
        NetBiosName = other.NetBiosName;
        Time = other.Time;
        InvocationId = other.InvocationId;
        DsaGuid = other.DsaGuid;
        HostName = other.HostName;
        HighestUsn = other.HighestUsn;
        Known = other.Known;
        Site = other.Site;
        Partners = other.Partners;
        Rights = other.Rights;
        _nextRid = other._nextRid;
        _objects.AddRange(other._objects.Select(one => one.Copy()));
        foreach (var (key, link) in other._links)
            _links.Add(key, link);
        Head = Find(other.Head.Guid)!;
        People = Find(other.People.Guid)!;
    }

    public Lock Lock { get; } = new();

    public TimeProvider Time { get; }

    public string DnsDomain { get; }

    public string NetBiosName { get; }

    /// <summary>The name of the domain controller's host without the domain.</summary>
    public string HostName { get; set; } = "dc1";

    /// <summary>The site that it is in.</summary>
    public string Site { get; set; } = "Default-First-Site-Name";

    /// <summary>All domain controllers that joined this one, or that it joined, itself included.</summary>
    public List<FakeDirectory> Partners { get; private set; } = [];

    /// <summary>Names the database. A domain controller that was restored properly takes a new one.</summary>
    public Guid InvocationId { get; set; } = Guid.NewGuid();

    /// <summary><c>objectGUID</c> of the domain controller's nTDSDSA object.</summary>
    public Guid DsaGuid { get; set; } = Guid.NewGuid();

    public long HighestUsn { get; private set; }

    /// <summary>Up to where other databases' changes are here (<see cref="PullFrom"/>).</summary>
    public UpToDatenessVector Known { get; private set; } = UpToDatenessVector.Empty;

    /// <summary>What whoever asks may do.</summary>
    public FakeRights Rights { get; set; } = FakeRights.Both;

    /// <summary>Added to the number of each schema prefix in replies.</summary>
    public uint PrefixShift { get; set; }

    /// <summary>The naming context's head.</summary>
    public FakeObject Head { get; }

    /// <summary>The organizational unit that people are added to.</summary>
    public FakeObject People { get; }

    public IReadOnlyList<FakeObject> Objects => _objects;

    public FakeObject? Find(Guid guid) => _objects.Find(one => one.Guid == guid);

    /// <summary>Adds an enabled user with a password.</summary>
    public FakeObject AddUser(string name, string password, FakeObject? parent = null)
    {
        lock (Lock)
        {
            parent ??= People;
            var user = Create($"CN={name},{parent.DistinguishedName}", parent, Sid.TryRead(FakeNames.SidBytes($"{_sid}-{++_nextRid}")));
            Set(user, AttributeType.ObjectClass, Numbers(ObjectClass.Top, ObjectClass.Person, new ObjectClass(0x00010007), ObjectClass.User));
            Set(user, AttributeType.Name, name);
            Set(user, AttributeType.ObjectSid, FakeNames.SidBytes(user.Sid!.Text));
            Set(user, AttributeType.SamAccountName, name);
            Set(user, AttributeType.UserPrincipalName, $"{name}@{DnsDomain}");
            Set(user, AttributeType.UserAccountControl, NormalAccount);
            Set(user, AttributeType.AccountExpires, long.MaxValue);
            SetPassword(user, password);
            return user;
        }
    }

    /// <summary>Adds an organizational unit.</summary>
    public FakeObject AddContainer(string relativeName, FakeObject? parent = null)
    {
        lock (Lock)
        {
            parent ??= Head;
            var unit = Create($"{relativeName},{parent.DistinguishedName}", parent, null);
            Set(unit, AttributeType.ObjectClass, Numbers(ObjectClass.Top, ObjectClass.OrganizationalUnit));
            Set(unit, AttributeType.Name, relativeName[(relativeName.IndexOf('=') + 1)..]);
            return unit;
        }
    }

    /// <summary>Writes a password, and with it pwdLastSet: 0 when it must be changed at next logon.</summary>
    public void SetPassword(FakeObject user, string password, bool mustChange = false)
    {
        using var hash = NtHash.FromPassword(password);
        lock (Lock)
        {
            Set(user, AttributeType.UnicodePwd, hash.Bytes.ToArray());
            Set(user, AttributeType.PwdLastSet, mustChange ? 0 : Time.GetUtcNow().ToFileTime());
        }
    }

    public void Set(FakeObject target, AttributeType type, string text) => Set(target, type, Encoding.Unicode.GetBytes(text));

    public void Set(FakeObject target, AttributeType type, bool value) => Set(target, type, value ? 1u : 0);

    public void Set(FakeObject target, AttributeType type, uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        Set(target, type, bytes);
    }

    public void Set(FakeObject target, AttributeType type, long number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        Set(target, type, bytes);
    }

    /// <summary>Writes an attribute; without values it is removed, and stays as a stamp.</summary>
    public void Set(FakeObject target, AttributeType type, params byte[][] values)
    {
        lock (Lock)
        {
            var version = target.Stored.TryGetValue(type, out var before) ? before.Stamp.Version + 1 : 1;
            var usn = ++HighestUsn;
            target.Stored[type] = new FakeAttribute(values, new AttributeMetadata(version, Time.GetUtcNow(), InvocationId, usn), usn);
            target.UsnChanged = usn;
        }
    }

    /// <summary>Removes an attribute.</summary>
    public void Remove(FakeObject target, AttributeType type) => Set(target, type, values: []);

    /// <summary>Renames or moves an object.</summary>
    public void Move(FakeObject target, string relativeName, FakeObject? parent = null)
    {
        lock (Lock)
        {
            parent ??= Find(target.ParentGuid!.Value)!;
            var before = target.DistinguishedName;
            target.DistinguishedName = $"{relativeName},{parent.DistinguishedName}";
            // What is below is called otherwise from now on, and nobody is told.
            foreach (var below in Objects.Where(one => one.DistinguishedName.EndsWith($",{before}", StringComparison.Ordinal)))
                below.DistinguishedName = string.Concat(below.DistinguishedName.AsSpan(0, below.DistinguishedName.Length - before.Length), target.DistinguishedName);
            target.ParentGuid = parent.Guid;
            Set(target, AttributeType.Name, relativeName[(relativeName.IndexOf('=') + 1)..]);
        }
    }

    /// <summary>Deletes an object: it stays as a tombstone without most of its attributes.</summary>
    public void Delete(FakeObject target)
    {
        lock (Lock)
        {
            var name = $"{target.DistinguishedName.Split(',')[0]}\nDEL:{target.Guid}";
            target.DistinguishedName = $"{name.Replace("\n", "\\0A", StringComparison.Ordinal)},CN=Deleted Objects,{Head.DistinguishedName}";
            Set(target, AttributeType.IsDeleted, true);
            Set(target, AttributeType.Name, name[3..]);
            foreach (var type in target.Stored.Keys.Except(KeptByTombstones).ToList())
                Remove(target, type);
            DropLinks(target);
        }
    }

    /// <summary>Removes an object without a trace, as when its tombstone has had its time.</summary>
    public void Forget(FakeObject target)
    {
        lock (Lock)
            _objects.Remove(target);
    }

    /// <summary>A copy to go back to: give it to the domain controller, and its database is restored from a backup.</summary>
    public FakeDirectory Copy()
    {
        lock (Lock)
            return new FakeDirectory(this);
    }

    /// <summary>A second domain controller of the domain, which knows what this one knows.</summary>
    public FakeDirectory Join(string hostName)
    {
        var replica = Copy();
        replica.HostName = hostName;
        replica.InvocationId = Guid.NewGuid();
        replica.DsaGuid = Guid.NewGuid();
        replica.Known = Merge(Known, replica.HighestUsn);
        replica.Partners = Partners;
        Partners.Add(replica);
        return replica;
    }

    /// <summary>Replicates from another domain controller of the domain: attribute by attribute, the higher stamp wins.</summary>
    public void PullFrom(FakeDirectory other)
    {
        lock (Lock)
        lock (other.Lock)
        {
            foreach (var theirs in other._objects)
            {
                var ours = Find(theirs.Guid);
                if (ours is null)
                    _objects.Add(ours = new FakeObject(theirs.Guid, theirs.Sid));
                foreach (var (type, attribute) in theirs.Stored.Where(one => IsNewer(one.Value, ours.Stored.GetValueOrDefault(one.Key))))
                {
                    (ours.DistinguishedName, ours.ParentGuid, ours.UsnChanged) = (theirs.DistinguishedName, theirs.ParentGuid, ++HighestUsn);
                    ours.Stored[type] = attribute with { LocalUsn = HighestUsn };
                }
            }

            PullLinks(other);
            Known = other.Merge(Known, other.HighestUsn);
        }
    }

    /// <summary>What is known at the end of a cycle: everything of its own, and what it pulled.</summary>
    internal UpToDatenessVector VectorAt(long usn) => Merge(Known, usn);

    UpToDatenessVector Merge(UpToDatenessVector known, long usn)
    {
        var all = known.Entries.Concat(Known.Entries).Append(new(InvocationId, usn));
        return new(all.GroupBy(entry => entry.Key, entry => entry.Value).Select(group => KeyValuePair.Create(group.Key, group.Max())));
    }

    // [MS-DRSR]: version, then time, then the database's name.
    static bool IsNewer(FakeAttribute theirs, FakeAttribute? ours) => ours is null || Rank(theirs.Stamp).CompareTo(Rank(ours.Stamp)) > 0;

    static (uint Version, DateTimeOffset Time, Guid Invocation) Rank(AttributeMetadata stamp) => (stamp.Version, stamp.OriginatingTime, stamp.InvocationId);

    static byte[][] Numbers(params ObjectClass[] classes) => [.. classes.Select(one => BitConverter.GetBytes(one.Value))];

    FakeObject Create(string name, FakeObject? parent, Sid? sid)
    {
        var created = new FakeObject(Guid.NewGuid(), sid) { DistinguishedName = name, ParentGuid = parent?.Guid };
        _objects.Add(created);
        return created;
    }
}
