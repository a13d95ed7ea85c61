using System.Text.Json;

namespace Skybridge.Lab.Product;

/// <summary>What <c>skybridge sync --user --json</c> says of a person.</summary>
/// <param name="Status">The status word.</param>
/// <param name="Reason">Why not, as a fixed word.</param>
/// <param name="Detail">Why not, as a sentence.</param>
/// <param name="DistinguishedName">Who was found.</param>
/// <param name="UserName">The name to sign in with.</param>
public sealed record PersonOutcome(string Status, string? Reason, string? Detail, string? DistinguishedName, string? UserName)
{
    internal static PersonOutcome Read(JsonElement json) =>
        new(Text(json, "status")!, Text(json, "reason"), Text(json, "detail"), Text(json, "distinguishedName"), Text(json, "userName"));

    static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
