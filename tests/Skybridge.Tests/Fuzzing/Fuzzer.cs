using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using CsCheck;

namespace Skybridge.Tests.Fuzzing;

/// <summary>Gives a parser damaged messages and looks at what it makes of them.</summary>
/// <remarks>
/// A new seed each time; a failure prints it. <c>SKYBRIDGE_FUZZ_SEED</c> repeats a run, <c>SKYBRIDGE_FUZZ_COUNT</c> says how many mutants each
/// parser gets instead of the usual few, and has a line printed for each. In an instrumented build (<see cref="Instrumented"/>) a mutant that goes
/// where none has been is mutated in turn, and <c>SKYBRIDGE_FUZZ_KEEP</c> names a folder for what is worth keeping. <c>./test fuzz</c> does all of it.
/// </remarks>
static class Fuzzer
{
    static readonly ulong Seed = Environment.GetEnvironmentVariable("SKYBRIDGE_FUZZ_SEED") is { } given
        ? ulong.Parse(given, CultureInfo.InvariantCulture)
        : BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));

    static readonly int? Count = Environment.GetEnvironmentVariable("SKYBRIDGE_FUZZ_COUNT") is { } many ? int.Parse(many, CultureInfo.InvariantCulture) : null;

    /// <summary>Runs <paramref name="parse"/> over the corpus, over what was kept of former runs, and over so many mutants of both.</summary>
    /// <param name="corpus">Sound messages.</param>
    /// <param name="parse">Parses a message and touches everything that came of it.</param>
    /// <param name="isExpected">Which errors are the documented ones.</param>
    /// <param name="count">How many mutants.</param>
    /// <param name="family">The name under which messages are kept.</param>
    public static void Run(IReadOnlyList<byte[]> corpus, Action<byte[]> parse, Func<Exception, bool> isExpected, int count, [CallerMemberName] string family = "")
    {
        var begun = Stopwatch.GetTimestamp();
        var run = new FuzzRun(parse, isExpected, new Mutator(new PCG(1, Seed)), Instrumented.Look()) { Seed = Seed };
        run.Replay(corpus, Corpus.Read(family));
        run.Mutate(Count ?? count);
        if (Count is { } all)
            Report(family, all, run, Stopwatch.GetElapsedTime(begun));
        if (run.IsGuided && Environment.GetEnvironmentVariable("SKYBRIDGE_FUZZ_KEEP") is { } folder)
            Corpus.Write(folder, family, run.FindWorthKeeping(() => Instrumented.Look()!));
    }

    static void Report(string family, int count, FuzzRun run, TimeSpan time)
    {
        var edges = run.IsGuided ? $"edges {run.EdgesOfSound} by sound messages, {run.EdgesOfKept} with those kept, {run.Edges} in the end; " : "";
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"fuzz: {family}: {count:N0} mutants, {run.Refused:N0} refused, {count - run.Refused:N0} taken, none else; {edges}{time.TotalSeconds:N0} s, {count / time.TotalSeconds:N0}/s, seed {Seed}"));
    }
}
