using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Crash;

/// <summary>Somebody of the load, and what Active Directory says of them now.</summary>
sealed class CrashPerson(ProductPerson person)
{
    public ProductPerson Person => person;

    public bool IsDisabled { get; set; }

    public bool IsTemporary { get; set; }

    /// <summary>In the container that is out of scope.</summary>
    public bool IsAway { get; set; }

    public bool IsDeleted { get; set; }

    /// <summary>Whether somebody can sign in as them.</summary>
    public bool SignsIn => !IsDisabled && !IsAway && !IsDeleted;
}
