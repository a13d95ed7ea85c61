namespace Skybridge.Lab.People;

/// <summary>Somebody in the lab's directory, as <c>lab.json</c> lists them. Not a record: a record prints its members, and one is a password.</summary>
public sealed class Person
{
    /// <summary>sAMAccountName; a contact's CN.</summary>
    public required string User { get; init; }

    /// <summary>userPrincipalName; where there is none, the implicit one that every account has: sAMAccountName at the domain.</summary>
    public required string Upn { get; init; }

    public required string Dn { get; init; }

    /// <summary>The password that the directory has, or for somebody who has none or another one: what to be refused with.</summary>
    public required string Password { get; init; }

    public required Expectation Expect { get; init; }

    /// <summary>What is awkward about this person.</summary>
    public required string Why { get; init; }

    public override string ToString() => User;
}
