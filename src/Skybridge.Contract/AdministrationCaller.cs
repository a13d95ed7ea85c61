namespace Skybridge.Contract;

/// <summary>Whom a token for the administration API lets in.</summary>
public sealed record AdministrationCaller
{
    /// <summary>The words that the audit log has for them: <c>admin:name</c> for a person, <c>client:id</c> for a program.</summary>
    public required string Actor { get; init; }

    /// <summary>The person's name to sign in with, or the program's name.</summary>
    public required string Name { get; init; }
}
