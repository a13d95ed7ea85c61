using System.Text.Json;

namespace Skybridge.Lab.OpenId;

/// <summary>How one sign-in ended.</summary>
public abstract record SignInResult
{
    SignInResult()
    {
    }

    /// <summary>The provider vouches for the person; the id token is checked.</summary>
    /// <param name="Claims">Of the id token.</param>
    /// <param name="UserInfo">What the userinfo endpoint says.</param>
    public sealed record Accepted(
        IReadOnlyDictionary<string, JsonElement> Claims,
        IReadOnlyDictionary<string, JsonElement> UserInfo,
        SignInTokens Tokens) : SignInResult;

    /// <summary>The provider showed its form again.</summary>
    /// <param name="Text">What it said.</param>
    public sealed record Refused(string Text) : SignInResult;

    /// <summary>The password was right, and the provider wants another one now.</summary>
    public sealed record NewPasswordWanted(string Text) : SignInResult;

    /// <summary>The provider takes no more attempts for a while.</summary>
    public sealed record Throttled(TimeSpan? RetryAfter) : SignInResult;

    /// <summary>Neither yes nor no: something is broken.</summary>
    public sealed record Failed(string Reason) : SignInResult;
}

/// <summary>The tokens as they came. Not a record: a record prints its members.</summary>
public sealed class SignInTokens(string idToken, string accessToken, string? refreshToken)
{
    public string IdToken { get; } = idToken;

    public string AccessToken { get; } = accessToken;

    public string? RefreshToken { get; } = refreshToken;
}
