using Skybridge.Sync.Directory;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Engine;

/// <summary>What people are called at sign-in: by the user principal name, or by another attribute that was chosen for it.</summary>
public static class UserNames
{
    /// <summary>The attribute that is meant where none was chosen.</summary>
    public const string Usual = PersonAttributes.UserPrincipalName;

    /// <summary>The attributes that people are usually called by; any of <see cref="PersonAttributes.Names"/> can be chosen.</summary>
    public static IReadOnlyList<string> Common { get; } = [PersonAttributes.UserPrincipalName, PersonAttributes.Mail, PersonAttributes.SamAccountName];

    /// <summary>The name that a person's directory wants for them. Who lacks the chosen attribute is called by the user principal name, and who lacks that too by the account name.</summary>
    /// <param name="state">The person.</param>
    /// <param name="attribute">Which attribute was chosen.</param>
    /// <param name="domain">The DNS name of the domain, which follows a value that has no suffix.</param>
    public static string Of(ObjectState state, string attribute, string domain)
    {
        ArgumentNullException.ThrowIfNull(state);
        string?[] candidates = [PersonAttributes.Read(state, attribute), state.UserPrincipalName, state.SamAccountName];
        var name = candidates.FirstOrDefault(candidate => !string.IsNullOrWhiteSpace(candidate))?.Trim() ?? "";
        return name.Contains('@', StringComparison.Ordinal) ? name : $"{name}@{domain}";
    }
}
