using Skybridge.Drsr.Drs;
using Skybridge.Tests.Fakes;

namespace Skybridge.Tests.Sync.Support;

/// <summary>Deletes a person as Active Directory's Recycle Bin does: the attributes stay, stamps and all, and so do not come with the restoration.</summary>
sealed class RecycleBin
{
    readonly FakeDirectory _directory;
    readonly FakeObject _person;
    readonly string _name;

    public RecycleBin(FakeDirectory directory, FakeObject person)
    {
        (_directory, _person, _name) = (directory, person, person.DistinguishedName.Split(',')[0]);
        directory.Set(person, AttributeType.IsDeleted, true);
        directory.Move(person, $"{_name}\\0ADEL:{person.Guid}");
    }

    public void Restore()
    {
        _directory.Remove(_person, AttributeType.IsDeleted);
        _directory.Move(_person, _name);
    }
}
