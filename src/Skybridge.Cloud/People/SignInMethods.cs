using Skybridge.Contract;

namespace Skybridge.Cloud.People;

/// <summary>The methods of signing in, by the words that operators use.</summary>
static class SignInMethods
{
    /// <summary>All words.</summary>
    public static IReadOnlyList<string> All => SignInText.All;

    /// <summary>The word for a method.</summary>
    public static string Word(SignInMethod method) => SignInText.Word(method);

    /// <summary>The method that a word stands for; null for none.</summary>
    public static SignInMethod? Find(string word) => SignInText.Find(word);

    /// <summary>A change in one line.</summary>
    public static string Describe(SignInChange change) => $"{change.Domain} went from {Word(change.From)} to {Word(change.To)}";
}
