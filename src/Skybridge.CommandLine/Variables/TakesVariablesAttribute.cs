namespace Skybridge.CommandLine;

/// <summary>Marks a command whose options may also stand in the environment: for services and containers, where nobody types.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TakesVariablesAttribute : Attribute
{
    /// <summary>Whether a command has the mark.</summary>
    internal static bool IsOn(System.CommandLine.Command command) => command.GetType().IsDefined(typeof(TakesVariablesAttribute), inherit: false);
}
