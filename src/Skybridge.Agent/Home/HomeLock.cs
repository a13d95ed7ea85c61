using Skybridge.CommandLine;

namespace Skybridge.Agent.Home;

/// <summary>Only one process may work in a home. The lock ends with the process, however it ends.</summary>
sealed class HomeLock : IDisposable
{
    readonly FileStream _file;

    HomeLock(FileStream file) => _file = file;

    /// <summary>Takes the lock; null when another process has it.</summary>
    public static HomeLock? TryTake(AgentHome home)
    {
        try
        {
            return new HomeLock(new FileStream(home.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException) when (File.Exists(home.Lock))
        {
            return null;
        }
    }

    /// <summary>Takes the lock.</summary>
    /// <exception cref="OperatorException">Another process has it.</exception>
    public static HomeLock Take(AgentHome home) => TryTake(home) ?? throw new OperatorException(
        $"Another agent is at work in {home.Root}.",
        "Stop it first, or give this one a home of its own with --home.");

    /// <summary>Whether a process works in the home.</summary>
    public static bool IsTaken(AgentHome home)
    {
        using var free = File.Exists(home.Lock) ? TryTake(home) : null;
        return free is null && File.Exists(home.Lock);
    }

    public void Dispose() => _file.Dispose();
}
