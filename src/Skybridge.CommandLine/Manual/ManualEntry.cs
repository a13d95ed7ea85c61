namespace Skybridge.CommandLine;

/// <summary>One thing and what is said of it.</summary>
/// <param name="Name">A file, a variable, a command.</param>
/// <param name="Text">What it is.</param>
public sealed record ManualEntry(string Name, string Text);
