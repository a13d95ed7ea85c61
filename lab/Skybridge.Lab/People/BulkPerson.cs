using Skybridge.Lab.ActiveDirectory;

namespace Skybridge.Lab.People;

/// <summary>One of the people in bulk. Not a record: a record prints its members, and one is a password.</summary>
sealed class BulkPerson
{
    static readonly string[] Given =
        ["Anna", "Bjørn", "Chloé", "Дмитрий", "Ελένη", "Fatima", "Gül", "花", "Iñaki", "Jürgen", "Krzysztof", "ليلى", "Mário", "Ngọc", "Ōe", "Þóra"];

    static readonly string[] Family =
        ["Müller", "O'Neill", "Петрова", "Παππάς", "de la Cruz", "Åkesson", "佐藤", "Yılmaz", "Nguyễn", "García-López", "Šimić", "von Ahn", "كريم"];

    static readonly string[] Words = ["orange", "гора", "θάλασσα", "川", "blåbær", "🌉", "naïve", "قمر", "żółw", "window pane"];

    const string Past = "116444736000000000"; // 1970, as AD counts.

    public required string User { get; init; }

    public required string Name { get; init; }

    public required string Upn { get; init; }

    public required string Password { get; init; }

    public required Expectation Expect { get; init; }

    public required string Why { get; init; }

    public AccountControl Flags { get; init; }

    public Dictionary<string, AttributeValue> Attributes { get; } = [];

    public static BulkPerson Numbered(int number, string domain) => new()
    {
        User = $"bulk{number:000000}",
        Name = $"bulk{number:000000}",
        Upn = $"bulk{number:000000}@{domain}",
        Password = $"Pw-{number:000000}!",
        Expect = Expectation.SignsIn,
        Why = "one of many",
        Attributes = { ["displayName"] = $"Bulk Person {number}" },
    };

    public static BulkPerson Named(int number, string domain)
    {
        var name = $"{Family[number % Family.Length]}, {Given[number % Given.Length]} {number}";
        var state = number % 100;
        var person = new BulkPerson
        {
            User = $"p{number:00000}",
            Name = name,
            Upn = $"person.{number:00000}@{domain}",
            Password = $"{Words[number % Words.Length]} {number * 7919 % 100_003} {Words[number / 7 % Words.Length]}",
            Expect = state is 13 or 37 or 61 or 85 ? Expectation.Refused : Expectation.SignsIn,
            Why = state switch
            {
                13 or 61 => "account disabled",
                37 => "account expired",
                85 => "must change password at next logon",
                _ => "one of many",
            },
            Flags = state is 13 or 61 ? AccountControl.Disabled : 0,
            Attributes = { ["displayName"] = name, ["mail"] = $"person.{number:00000}@mail.{domain}" },
        };
        if (state is 37)
            person.Attributes["accountExpires"] = Past;
        if (state is 85)
            person.Attributes["pwdLastSet"] = "0";
        return person;
    }

    public NewObject ToObject(IReadOnlyList<string> ou) => new()
    {
        Name = Name,
        User = User,
        Upn = Upn,
        Password = Password,
        Flags = Flags,
        Attributes = Attributes,
        Parent = ou,
    };

    public Person ToPerson(string domain, string baseDn, IReadOnlyList<string> ou) => new()
    {
        User = User,
        Upn = Upn,
        Dn = $"CN={Name.Replace(",", "\\,")},{string.Join(',', ou.Reverse().Select(part => $"OU={part}"))},{baseDn}",
        Password = Password,
        Expect = Expect,
        Why = Why,
    };
}
