using Skybridge.Contract;

namespace Skybridge.Cloud.People;

/// <summary>What the tenant decides about people, as it stands in the running transaction.</summary>
sealed record TenantRules(TenantState State, string InitialDomain)
{
    readonly HashSet<string> _verified = [.. State.VerifiedDomains];

    /// <summary>Whether a user name may end in <paramref name="domain"/>.</summary>
    public bool IsVerified(string domain) => _verified.Contains(domain);

    /// <summary>The name that is tried first for a person, as it is compared.</summary>
    public string FirstName(PersonImage image) =>
        UserNames.Normalize(
            IsVerified(UserNames.Suffix(image.UserName)) ? image.UserName : $"{UserNames.LocalPart(image.UserName)}@{InitialDomain}");
}
