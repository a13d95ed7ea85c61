using System.Diagnostics;

namespace Skybridge.Tests.Fuzzing;

/// <summary>One parser and the messages that it is given, one after another.</summary>
/// <param name="parse">Parses a message and touches everything that came of it.</param>
/// <param name="isExpected">Which errors are the documented ones.</param>
/// <param name="mutator">Makes the damage.</param>
/// <param name="coverage">Sees where a message led; null when nobody does.</param>
sealed class FuzzRun(Action<byte[]> parse, Func<Exception, bool> isExpected, Mutator mutator, Coverage? coverage)
{
    // What a parse may allocate: so much for each byte it was given, and so much for an exception with its stack.
    const int BytesPerByte = 64;
    const int BytesAtAll = 64 * 1024;

    static readonly TimeSpan LongestParse = TimeSpan.FromSeconds(5);

    IReadOnlyList<byte[]> _sound = [];
    Population _population = new([[]]);

    /// <summary>What a failure names, so that the run can be repeated.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether mutants are chosen by where they lead.</summary>
    public bool IsGuided => coverage is not null;

    /// <summary>How many mutants were refused.</summary>
    public int Refused { get; private set; }

    /// <summary>How many edges the sound messages reach.</summary>
    public int EdgesOfSound { get; private set; }

    /// <summary>How many they reach together with those that were kept.</summary>
    public int EdgesOfKept { get; private set; }

    /// <summary>How many anything has reached.</summary>
    public int Edges => coverage?.Edges ?? 0;

    /// <summary>Gives it what there is: sound messages, which it must take, and those that were kept, which it may refuse.</summary>
    public void Replay(IReadOnlyList<byte[]> sound, IReadOnlyList<byte[]> kept)
    {
        coverage?.Begin();
        foreach (var message in sound)
        {
            Instrumented.Restart();
            parse(message);
            coverage?.Take(isByCount: true);
        }

        EdgesOfSound = Edges;
        if (IsGuided && Edges == 0)
            Assert.Fail("Nothing was counted: the build is not instrumented.");

        foreach (var message in kept)
            Try(message, "a kept message");
        EdgesOfKept = Edges;
        Refused = 0;
        _sound = sound;
        _population = new Population([.. sound, .. kept]);
    }

    /// <summary>Gives it so many mutants.</summary>
    public void Mutate(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var mutant = mutator.Mutate(_population.Pick(mutator), _population.Messages);
            if (Try(mutant, $"mutant {i}"))
                _population.Add(mutant);
        }
    }

    /// <summary>The few and short messages that together reach every edge that any message of the run reached: none can be spared, and none is sound.</summary>
    /// <param name="look">Gives one that has seen nothing.</param>
    public IReadOnlyList<byte[]> FindWorthKeeping(Func<Coverage> look)
    {
        var (kept, seen) = (new List<byte[]>(), Watch(look(), []));
        foreach (var message in _population.Messages.Skip(_sound.Count).OrderBy(message => message.Length))
        {
            Measure(message);
            if (seen.Take(isByCount: false))
                kept.Add(message);
        }

        foreach (var message in Enumerable.Reverse(kept).ToList())
        {
            if (Watch(look(), kept.Where(other => other != message)).Edges == seen.Edges)
                kept.Remove(message);
        }

        return kept;
    }

    Coverage Watch(Coverage fresh, IEnumerable<byte[]> messages)
    {
        fresh.Begin();
        foreach (var message in _sound.Concat(messages))
        {
            Measure(message);
            fresh.Take(isByCount: false);
        }

        return fresh;
    }

    // Whether it led where none did.
    bool Try(byte[] message, string name)
    {
        var started = Stopwatch.GetTimestamp();
        var (error, allocated) = Measure(message);
        var passed = Stopwatch.GetElapsedTime(started);
        var isNew = coverage?.Take(isByCount: true) ?? false;

        Refused += error is null ? 0 : 1;
        if (error is not null && !isExpected(error))
            Fail(message, name, error.ToString());
        // Once may be the runtime, which loads what an exception needs; a parser that allocates too much does it each time.
        if (IsTooMuch(allocated, message) && IsTooMuch(allocated = MeasureAgain(message), message))
            Fail(message, name, $"{allocated} bytes were allocated for {message.Length}.");
        if (passed > LongestParse)
            Fail(message, name, $"{passed} passed.");
        return isNew;
    }

    (Exception? Error, long Allocated) Measure(byte[] message)
    {
        Instrumented.Restart();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Record.Exception(() => parse(message));
        return (error, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    long MeasureAgain(byte[] message)
    {
        var (_, allocated) = Measure(message);
        coverage?.Begin();
        return allocated;
    }

    static bool IsTooMuch(long allocated, byte[] message) => allocated > ((long)BytesPerByte * message.Length) + BytesAtAll;

    void Fail(byte[] message, string name, string what) =>
        Assert.Fail($"SKYBRIDGE_FUZZ_SEED={Seed}, {name}, {Convert.ToHexStringLower(message)}: {what}");
}
