using System.CommandLine;

namespace Skybridge.CommandLine;

/// <summary>Options that stand in the environment: <c>SKYBRIDGE_DOMAIN_CONTROLLER</c> for <c>--domain-controller</c>. What was typed goes before.</summary>
static class VariableOptions
{
    const string Prefix = "SKYBRIDGE_";

    static readonly char[] Separators = [',', ';', ' ', '\t', '\r', '\n'];

    /// <summary>The variable of an option.</summary>
    public static string NameOf(Option option) => Prefix + option.Name.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    /// <summary>The options of a command that have a variable.</summary>
    public static IEnumerable<Option> Of(Command command) =>
        TakesVariablesAttribute.IsOn(command) ? command.Options.Where(option => !option.Hidden && !option.Recursive && option.ValueType != typeof(void)) : [];

    /// <summary>The options that were not typed and are in the environment, as variables and what could have been typed for them.</summary>
    /// <exception cref="OperatorException">A value is none.</exception>
    public static Dictionary<string, IReadOnlyList<string>> Find(ParseResult parsed, Func<string, string?> environment)
    {
        Dictionary<string, IReadOnlyList<string>> found = [];
        foreach (var option in Of(parsed.CommandResult.Command))
        {
            var name = NameOf(option);
            if (parsed.GetResult(option) is null or { Implicit: true } && environment(name) is { } value && !string.IsNullOrWhiteSpace(value))
                found[name] = ToArguments(option, name, value);
        }

        return found;
    }

    static string[] ToArguments(Option option, string name, string value)
    {
        if (option.ValueType == typeof(bool))
            return [$"{option.Name}={(ToBoolean(name, value.Trim()) ? "true" : "false")}"];
        return option.Arity.MaximumNumberOfValues == 1
            ? [$"{option.Name}={value}"]
            : [.. value.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Select(each => $"{option.Name}={each}")];
    }

    static bool ToBoolean(string name, string value) => value.ToUpperInvariant() switch
    {
        "TRUE" or "YES" or "ON" or "1" => true,
        "FALSE" or "NO" or "OFF" or "0" => false,
        _ => throw new OperatorException($"The variable {name} is neither true nor false.", "Set it to true or false, or unset it."),
    };
}
