namespace Skybridge.Sync.Directory;

/// <summary>No domain controller of the domain could be found by its name.</summary>
public sealed class DomainNotFoundException(string message, Exception? innerException = null) : Exception(message, innerException);
