namespace Skybridge.CommandLine;

/// <summary>How a command ends.</summary>
public static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Done, with findings or failures.</summary>
    public const int DoneWithFindings = 1;

    /// <summary>Could not run; two lines on standard error say why and what to do.</summary>
    public const int CouldNotRun = 2;
}
