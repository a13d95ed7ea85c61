namespace Skybridge.Lab.ActiveDirectory;

/// <summary>The directory refused an operation; the message is its own.</summary>
/// <param name="operation">Which one.</param>
/// <param name="text">What the directory said.</param>
/// <param name="code">LDAP's result code, where there is one.</param>
public sealed class DirectoryException(string operation, string text, int? code)
    : Exception($"The directory refused {operation}: {text}")
{
    public const int NoSuchObject = 32, EntryExists = 68;

    public int? Code { get; } = code;
}
