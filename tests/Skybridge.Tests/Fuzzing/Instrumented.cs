using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Skybridge.Tests.Fuzzing;

/// <summary>The map that instrumented assemblies count in. Without instrumentation nothing ever stands in it.</summary>
/// <remarks>Which build this is, <c>./test</c> says by <c>SKYBRIDGE_FUZZ_GUIDED</c>: one that claims to be instrumented and counts nothing fails.</remarks>
static class Instrumented
{
    // As large as the instrumentation assumes.
    static readonly byte[] Map = GC.AllocateArray<byte>(64 * 1024, pinned: true);

    /// <summary>A fresh look at the map; null in an ordinary build.</summary>
    public static Coverage? Look() => Environment.GetEnvironmentVariable("SKYBRIDGE_FUZZ_GUIDED") is null ? null : new Coverage(Map);

    /// <summary>Says that the next thing to be run begins anew: an edge is told by the place that it comes from.</summary>
    public static void Restart() => Trace.PrevLocation = 0;

    // Before anything instrumented runs: it writes wherever the pointer says.
    [ModuleInitializer]
    internal static unsafe void Attach() => Trace.SharedMem = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(Map, 0);
}
