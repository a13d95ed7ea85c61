using System.Runtime.InteropServices;

namespace Skybridge.Bench.Measure;

/// <summary>The CPU time of the calling thread: what others do on the same core does not count.</summary>
static class ThreadClock
{
    const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID

    public static double Seconds => GetTime(ThreadCpuTime, out var time) == 0
        ? time.Seconds + (time.Nanoseconds / 1e9)
        : throw new InvalidOperationException("The kernel has no clock for threads.");

    [DllImport("libc", EntryPoint = "clock_gettime")]
    static extern int GetTime(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
