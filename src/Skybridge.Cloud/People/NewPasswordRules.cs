using Skybridge.Cloud.SignIn;

namespace Skybridge.Cloud.People;

/// <summary>What a password that people choose here must be like. What the source directory allows is the source directory's.</summary>
static class NewPasswordRules
{
    public const int MinLength = 8;
    public const int MaxLength = 256;

    // A shorter name is part of half of all words.
    const int ShortestName = 4;

    /// <summary>The rules, as they are told before anybody types.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        $"{MinLength} to {MaxLength} characters: letters, digits, signs, spaces, of any language",
        "not the one that you have now",
        "without your user name in it",
        "not one that everybody tries first, such as Password1! or Summer2026",
    ];

    /// <summary>Everything that is wrong with a new password, in sentences; none when it can be taken.</summary>
    /// <param name="form">What was typed.</param>
    /// <param name="names">The names of the person, as far as they are known.</param>
    public static IReadOnlyList<string> FindBroken(NewPasswordForm form, IEnumerable<string?> names)
    {
        List<string> broken = [];
        var length = form.New.EnumerateRunes().Count();
        if (length < MinLength)
            broken.Add($"The new password has fewer than {MinLength} characters.");
        else if (length > MaxLength)
            broken.Add($"The new password has more than {MaxLength} characters.");
        if (form.New.Length > 0 && form.New == form.Current)
            broken.Add("The new password is the one that you have now.");
        if (names.OfType<string>().Select(UserNames.LocalPart).Any(name => IsIn(name, form.New)))
            broken.Add("The new password has your user name in it.");
        if (CommonPasswords.Contains(form.New))
            broken.Add("The new password is one that everybody tries first.");
        if (form.New != form.Again)
            broken.Add("The new password was not repeated as it is.");
        return broken;
    }

    static bool IsIn(string name, string password) =>
        name.Length >= ShortestName && password.Contains(name, StringComparison.OrdinalIgnoreCase);
}
