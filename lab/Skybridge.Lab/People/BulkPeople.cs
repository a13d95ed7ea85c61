using Skybridge.Lab.ActiveDirectory;

namespace Skybridge.Lab.People;

/// <summary>People by the thousand, each derived from a number.</summary>
/// <param name="Count">How many.</param>
/// <param name="Kind">Who they are.</param>
public sealed record BulkPeople(int Count, BulkKind Kind = BulkKind.Numbered)
{
    const int PerOu = 500; // Samba's writes slow down with the number of children of one parent.

    /// <summary>The people of a domain, numbered from 1.</summary>
    public IEnumerable<Person> Of(string domain, string baseDn) =>
        Enumerable.Range(1, Count).Select(number => Create(number, domain).ToPerson(domain, baseDn, Ou(number)));

    internal IEnumerable<NewObject> Objects(string domain) =>
        Enumerable.Range(1, Count).Select(number => Create(number, domain).ToObject(Ou(number)));

    BulkPerson Create(int number, string domain) =>
        Kind is BulkKind.Numbered ? BulkPerson.Numbered(number, domain) : BulkPerson.Named(number, domain);

    static string[] Ou(int number) => ["Bulk", $"B{(number - 1) / PerOu:0000}"];
}

/// <summary>Who the people in bulk are.</summary>
public enum BulkKind
{
    /// <summary>bulk000001 with the password <c>Pw-000001!</c>, all of them enabled: for measuring.</summary>
    Numbered,

    /// <summary>Names and passwords in several scripts, one in twenty-five not allowed to sign in: a domain that no test was written for.</summary>
    Named,
}
