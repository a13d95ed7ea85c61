namespace Skybridge.CommandLine;

/// <summary>Files that hold one secret.</summary>
public static class SecretFile
{
    const int MaxLength = 4096;

    /// <summary>Reads a secret; one line end after it is not part of it, everything else is.</summary>
    /// <exception cref="OperatorException">The file cannot be read, or the secret is too short.</exception>
    public static string Read(string path, int minLength)
    {
        try
        {
            if (Directory.Exists(path))
                throw new OperatorException($"{path} is a folder.", "Name a file that holds only the secret.");
            if (new FileInfo(path).Length > MaxLength)
                throw new OperatorException($"The file {path} is too long to hold one secret.", "Put only the secret into the file.");

            var text = File.ReadAllText(path);
            text = text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
            if (text.Length == 0)
                throw new OperatorException($"The file {path} is empty.", "Put the secret into the file.");
            if (text.Length < minLength)
                throw new OperatorException($"The secret in {path} has fewer than {minLength} characters.", "Put a longer one into the file.");

            return text;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"The file {path} cannot be read: {error.Message}", "Name a file that this user can read.", error);
        }
    }
}
