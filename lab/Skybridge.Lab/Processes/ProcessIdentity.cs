using System.Globalization;
using System.Runtime.InteropServices;

namespace Skybridge.Lab.Processes;

/// <summary>A process by number and start time, since a number alone is given to another process sooner or later.</summary>
/// <param name="Pid">The process number.</param>
/// <param name="StartTicks">When it started, in the kernel's ticks since boot.</param>
public readonly record struct ProcessIdentity(int Pid, long StartTicks)
{
    const int StateField = 0;
    const int StartTimeField = 19;

    /// <summary>Whether this very process still runs; one that waits to be reaped does not.</summary>
    public bool IsAlive => Of(Pid) == this;

    /// <summary>The process of this number as it is now, if there is one.</summary>
    public static ProcessIdentity? Of(int pid)
    {
        string stat;
        try
        {
            stat = File.ReadAllText($"/proc/{pid}/stat");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        // The name is in parentheses and may hold anything; what follows the last one is well-behaved.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[StateField] is "Z" or "X" ? null : new(pid, long.Parse(fields[StartTimeField], CultureInfo.InvariantCulture));
    }

    /// <summary>Signals the process with everything in its process group, of which it must be the leader; nothing happens when it is gone.</summary>
    public void Send(Signal signal)
    {
        // A child that has not yet become a group leader has no group of its number.
        if (IsAlive && Kill(-Pid, (int)signal) != 0)
            _ = Kill(Pid, (int)signal);
    }

    /// <summary>Asks it to end, even when it is suspended, and ends it when it does not within the patience.</summary>
    public async Task EndAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        Send(Signal.Terminate);
        Send(Signal.Continue);
        if (await WaitForExitAsync(patience, cancellationToken))
            return;

        Send(Signal.Kill);
        await WaitForExitAsync(patience, cancellationToken);
    }

    /// <summary>Waits until the process is gone; false when it is still there.</summary>
    public Task<bool> WaitForExitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var self = this;
        return Wait.TryUntilAsync(_ => ValueTask.FromResult(!self.IsAlive), limit, cancellationToken);
    }

    [DllImport("libc", EntryPoint = "kill")]
    static extern int Kill(int pid, int signal);
}
