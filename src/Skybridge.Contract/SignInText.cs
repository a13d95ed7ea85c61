using System.Globalization;

namespace Skybridge.Contract;

/// <summary>The words for methods of signing in, and for what became of a change: the same on the cloud's host and from afar.</summary>
public static class SignInText
{
    static readonly (SignInMethod Method, string Word)[] Words =
    [
        (SignInMethod.PasswordHash, "password-hash"),
        (SignInMethod.Federation, "federation"),
        (SignInMethod.DoNotConfigure, "do-not-configure"),
    ];

    /// <summary>All words.</summary>
    public static IReadOnlyList<string> All => [.. Words.Select(pair => pair.Word)];

    /// <summary>The word for a method.</summary>
    public static string Word(SignInMethod method) => Words.Single(pair => pair.Method == method).Word;

    /// <summary>The method that a word stands for; null for none.</summary>
    public static SignInMethod? Find(string word) =>
        Words.Where(pair => pair.Word == word).Select(pair => (SignInMethod?)pair.Method).SingleOrDefault();

    /// <summary>What became of a change, a line for each thing that an operator should know.</summary>
    public static IEnumerable<string> Describe(SignInReceipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        yield return receipt.Changed
            ? $"{receipt.Domain} is set to {Word(receipt.To)}; it was {Word(receipt.From)}."
            : $"{receipt.Domain} is set to {Word(receipt.To)} already.";
        if (receipt.Issuer is not null)
        {
            yield return $"Its people are sent to {receipt.Issuer}, where this cloud is {receipt.ClientId}.";
            yield return $"There, register the redirect address https://YOUR-CLOUD{receipt.RedirectPath} (with the name and port that people reach this cloud by).";
        }
        else if (receipt.To == SignInMethod.Federation)
            yield return "No provider is known (--issuer, --client-id): this is recorded only, and its people go on signing in with the passwords that the cloud has.";
        else if (receipt.To == SignInMethod.DoNotConfigure)
            yield return "This is recorded only: its people go on signing in with the passwords that the cloud has.";
        foreach (var name in receipt.ShutOut)
            yield return $"{name} is not synchronized, and cannot sign in while the domain is federated.";
        if (PasswordSync(receipt) is { } line)
            yield return line;
    }

    static string? PasswordSync(SignInReceipt receipt) => receipt switch
    {
        { PasswordSyncTurned: true, PasswordSync: true } => "password-sync is turned on: passwords are taken again.",
        { PasswordSyncTurned: true } => "password-sync is turned off: passwords that the cloud has stay, and no others are taken. (--keep-password-hash keeps it on; `skybridge-cloud user purge-passwords --all` throws those away that are there.)",
        { WantedOffBy: { } other } => $"password-sync stays off: {other} is federated and keeps no password hashes.",
        { PasswordSync: false } => string.Create(
            CultureInfo.InvariantCulture,
            $"password-sync stays off, as since {receipt.PasswordSyncChangedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z by {receipt.PasswordSyncChangedBy}: `skybridge-cloud feature list` says why."),
        _ => null,
    };
}
