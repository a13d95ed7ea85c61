using Skybridge.CommandLine;

namespace Skybridge.Agent.Home;

/// <summary>Only one process may work in a home. The lock ends with the process, however it ends.</summary>
sealed class HomeLock : IDisposable
{
    const int Tries = 10;
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

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

    /// <summary>Takes the lock. Commands that only look whether a service runs have it for a moment, so one that is taken is asked for again.</summary>
    /// <exception cref="OperatorException">Another process keeps it.</exception>
    public static async Task<HomeLock> TakeAsync(AgentHome home, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            if (TryTake(home) is { } taken)
                return taken;
            if (tries == Tries)
                throw new OperatorException($"Another agent is at work in {home.Root}.", "Stop it first, or give this one a home of its own with --home.");

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>Whether a process works in the home.</summary>
    public static bool IsTaken(AgentHome home)
    {
        using var free = File.Exists(home.Lock) ? TryTake(home) : null;
        return free is null && File.Exists(home.Lock);
    }

    public void Dispose() => _file.Dispose();
}
