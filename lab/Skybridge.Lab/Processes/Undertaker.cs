using System.Diagnostics;

namespace Skybridge.Lab.Processes;

/// <summary>Ends our children when this process is gone, however it went: a small process of its own that waits for our end of a pipe to close.</summary>
/// <remarks>
/// The kernel's own way (PR_SET_PDEATHSIG) watches the thread that forked, and the runtime's pool retires threads as it likes: children
/// would die at random. Signals would not reach us after a SIGKILL.
/// </remarks>
static class Undertaker
{
    static readonly Lock Gate = new();
    static Process? _process;

    /// <summary>From now on this process dies with us.</summary>
    public static void Watch(ProcessIdentity child) => Tell($"+ {child.Pid} {child.StartTicks}");

    /// <summary>It has ended, or may stay.</summary>
    public static void Release(ProcessIdentity child) => Tell($"- {child.Pid} {child.StartTicks}");

    static void Tell(string line)
    {
        lock (Gate)
        {
            _process ??= Start();
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
    }

    static Process Start()
    {
        // A session of its own: Ctrl-C at the terminal must not end the one who is to clean up after it.
        var start = new ProcessStartInfo("/usr/bin/setsid", ["/usr/bin/python3", "-B", Path.Combine(LabPaths.Scripts, "undertaker.py")])
        {
            RedirectStandardInput = true,
        };
        return Process.Start(start) ?? throw new LabException("setsid did not start.", "Install util-linux.");
    }
}
