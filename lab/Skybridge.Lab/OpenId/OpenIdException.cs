namespace Skybridge.Lab.OpenId;

/// <summary>The provider broke the protocol or ended it with an error.</summary>
sealed class OpenIdException(string message) : Exception(message);
