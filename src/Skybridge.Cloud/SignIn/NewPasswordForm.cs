namespace Skybridge.Cloud.SignIn;

/// <summary>What somebody typed to change their password.</summary>
/// <remarks>Not a record: it holds passwords, which generated members would print.</remarks>
sealed class NewPasswordForm
{
    public required string UserName { get; init; }

    /// <summary>The password that they have.</summary>
    public required string Current { get; init; }

    /// <summary>The one that they want, as it was typed: it is not normalized.</summary>
    public required string New { get; init; }

    /// <summary>The same once more.</summary>
    public required string Again { get; init; }
}
