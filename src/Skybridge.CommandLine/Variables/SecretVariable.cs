namespace Skybridge.CommandLine;

/// <summary>A secret that stands in the environment, or in a file that the environment names: <c>NAME</c> or <c>NAME_FILE</c>.</summary>
public static class SecretVariable
{
    const string FileSuffix = "_FILE";

    /// <summary>Reads it; null where neither variable is set.</summary>
    /// <param name="environment">Looks up a variable.</param>
    /// <param name="name">The variable.</param>
    /// <param name="minLength">The least that a file must hold.</param>
    /// <exception cref="OperatorException">Both are set, or the file cannot be read.</exception>
    public static string? Read(Func<string, string?> environment, string name, int minLength = 1)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var (value, file) = (environment(name), environment(name + FileSuffix));
        if (string.IsNullOrEmpty(file))
            return string.IsNullOrEmpty(value) ? null : value;
        return string.IsNullOrEmpty(value)
            ? SecretFile.Read(file, minLength)
            : throw new OperatorException($"Both {name} and {name}{FileSuffix} are set.", "Unset one of them.");
    }
}
