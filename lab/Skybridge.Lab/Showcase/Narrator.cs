using System.Diagnostics;
using System.Globalization;

namespace Skybridge.Lab.Showcase;

/// <summary>Tells what <c>./run</c> does, step by step, and how long each took.</summary>
sealed class Narrator(TextWriter output)
{
    readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>A heading.</summary>
    public void Begin(string step) => output.WriteLine($"\n{step}");

    /// <summary>Something worth knowing on the way.</summary>
    public void Say(string line) => output.WriteLine($"  {line}");

    /// <summary>Something that was proven.</summary>
    public void Prove(string line) => output.WriteLine($"  ✓ {line}");

    /// <summary>Does a step, and tells how long it took.</summary>
    public async Task<T> StepAsync<T>(string step, Func<Task<T>> work)
    {
        Begin(step);
        var started = Stopwatch.GetTimestamp();
        var result = await work();
        Say(string.Create(CultureInfo.InvariantCulture, $"({Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s)"));
        return result;
    }

    /// <summary>How long everything has taken.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started);
}
