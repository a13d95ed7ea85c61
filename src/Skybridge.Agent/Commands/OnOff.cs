using Skybridge.CommandLine;

namespace Skybridge.Agent.Commands;

/// <summary>The words for a switch.</summary>
static class OnOff
{
    /// <summary>Reads a word.</summary>
    /// <exception cref="OperatorException">It is another one.</exception>
    public static bool Parse(string text) => text.ToLowerInvariant() switch
    {
        "on" => true,
        "off" => false,
        _ => throw new OperatorException($"'{text}' is neither on nor off.", "Give `on` or `off`."),
    };

    /// <summary>Writes it.</summary>
    public static string Of(bool state) => state ? "on" : "off";
}
