using Skybridge.Lab.People;

namespace Skybridge.Lab.Domains;

/// <summary>Who lives in a domain: the people of a file, and people by the thousand.</summary>
/// <param name="PeopleFile">A file like <c>people.json</c>; none leaves only the service accounts.</param>
/// <param name="Bulk">People by number.</param>
public sealed record Population(string? PeopleFile, BulkPeople? Bulk = null)
{
    /// <summary>The awkward people of the main domain.</summary>
    public static Population Default { get; } = new(LabPaths.PeopleFile);

    /// <summary>Nobody but the service accounts.</summary>
    public static Population Nobody { get; } = new(PeopleFile: null);
}
