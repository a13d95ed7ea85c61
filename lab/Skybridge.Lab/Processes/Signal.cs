namespace Skybridge.Lab.Processes;

/// <summary>The signals that the lab sends, by their Linux numbers.</summary>
public enum Signal
{
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}
