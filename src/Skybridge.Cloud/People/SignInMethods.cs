using Skybridge.Contract;

namespace Skybridge.Cloud.People;

/// <summary>The methods of signing in, by the words that operators use.</summary>
static class SignInMethods
{
    static readonly Dictionary<SignInMethod, string> Words = new()
    {
        [SignInMethod.PasswordHash] = "password-hash",
        [SignInMethod.Federation] = "federation",
        [SignInMethod.DoNotConfigure] = "do-not-configure",
    };

    /// <summary>All words.</summary>
    public static IReadOnlyCollection<string> All => Words.Values;

    /// <summary>The word for a method.</summary>
    public static string Word(SignInMethod method) => Words[method];

    /// <summary>The method that a word stands for; null for none.</summary>
    public static SignInMethod? Find(string word) =>
        Words.Where(pair => pair.Value == word).Select(pair => (SignInMethod?)pair.Key).SingleOrDefault();

    /// <summary>A change in one line.</summary>
    public static string Describe(SignInChange change) => $"{change.Domain} went from {Word(change.From)} to {Word(change.To)}";
}
