using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using CsCheck;

namespace Skybridge.Tests.Drsr;

/// <summary>Damages messages in every way that comes to mind and looks at what a parser makes of them.</summary>
/// <remarks>
/// A new seed each time; a failure prints it. <c>SKYBRIDGE_FUZZ_SEED</c> repeats a run, <c>SKYBRIDGE_FUZZ_COUNT</c> says how many mutants each
/// parser gets instead of the usual few, and has a line printed for each: <c>./test fuzz</c>.
/// </remarks>
static class Fuzzer
{
    // What a parse may allocate: so much for each byte it was given, and so much for an exception with its stack.
    const int BytesPerByte = 64;
    const int BytesAtAll = 64 * 1024;

    static readonly TimeSpan LongestParse = TimeSpan.FromSeconds(5);

    static readonly uint[] Interesting =
    [
        0, 1, 2, 3, 4, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 64 * 1024 + 1, 100_000, 100_001, 1_000_000, 0x01000000, 0x1fffffff,
        0x20000000, 0x20000001, 0x3fffffff, 0x40000000, 0x55555556, 0x7fffffff, 0x80000000, 0xfffffffe, uint.MaxValue,
    ];

    static readonly ulong Seed = Environment.GetEnvironmentVariable("SKYBRIDGE_FUZZ_SEED") is { } given
        ? ulong.Parse(given, CultureInfo.InvariantCulture)
        : BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));

    static readonly int? Count = Environment.GetEnvironmentVariable("SKYBRIDGE_FUZZ_COUNT") is { } many ? int.Parse(many, CultureInfo.InvariantCulture) : null;

    /// <summary>Runs <paramref name="parse"/> over the corpus and over so many mutants of it.</summary>
    /// <param name="corpus">Sound messages.</param>
    /// <param name="parse">Parses a message and touches everything that came of it.</param>
    /// <param name="isExpected">Which errors are the documented ones.</param>
    /// <param name="count">How many mutants.</param>
    public static void Run(IReadOnlyList<byte[]> corpus, Action<byte[]> parse, Func<Exception, bool> isExpected, int count)
    {
        foreach (var message in corpus)
            parse(message);

        var (random, begun, refused) = (new PCG(1, Seed), Stopwatch.GetTimestamp(), 0);
        for (var i = 0; i < (Count ?? count); i++)
        {
            var mutant = Mutate(random, corpus);
            var started = Stopwatch.GetTimestamp();
            var (error, allocated) = Measure(parse, mutant);

            refused += error is null ? 0 : 1;
            if (error is not null && !isExpected(error))
                Fail(mutant, i, error.ToString());
            // Once may be the runtime, which loads what an exception needs; a parser that allocates too much does it each time.
            if (IsTooMuch(allocated, mutant) && IsTooMuch(allocated = Measure(parse, mutant).Allocated, mutant))
                Fail(mutant, i, $"{allocated} bytes were allocated for {mutant.Length}.");
            if (Stopwatch.GetElapsedTime(started) > LongestParse)
                Fail(mutant, i, $"{Stopwatch.GetElapsedTime(started)} passed.");
        }

        if (Count is { } all)
            Report(all, refused, Stopwatch.GetElapsedTime(begun));
    }

    static (Exception? Error, long Allocated) Measure(Action<byte[]> parse, byte[] mutant)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Try(parse, mutant);
        return (error, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    static bool IsTooMuch(long allocated, byte[] mutant) => allocated > ((long)BytesPerByte * mutant.Length) + BytesAtAll;

    static void Report(int count, int refused, TimeSpan time) => Console.Error.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"fuzz: {TestContext.Current.TestMethod?.MethodName}: {count:N0} mutants, {refused:N0} refused, {count - refused:N0} taken, none else; {time.TotalSeconds:N0} s, {count / time.TotalSeconds:N0}/s, seed {Seed}"));

    static Exception? Try(Action<byte[]> parse, byte[] mutant)
    {
        try
        {
            parse(mutant);
            return null;
        }
#pragma warning disable CA1031 // Whatever comes is looked at.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return error;
        }
    }

    static void Fail(byte[] mutant, int number, string what) =>
        Assert.Fail($"SKYBRIDGE_FUZZ_SEED={Seed}, mutant {number}, {Convert.ToHexStringLower(mutant)}: {what}");

    static byte[] Mutate(PCG random, IReadOnlyList<byte[]> corpus)
    {
        var bytes = corpus[Below(random, corpus.Count)].ToList();
        for (var changes = 1 + Below(random, 4); changes > 0; changes--)
            Change(random, bytes, corpus);
        return [.. bytes];
    }

    static void Change(PCG random, List<byte> bytes, IReadOnlyList<byte[]> corpus)
    {
        if (bytes.Count == 0)
            return;

        var at = Below(random, bytes.Count);
        switch (Below(random, 12))
        {
            case 0 or 1:
                bytes[at] ^= (byte)(1 << Below(random, 8));
                break;

            case 2:
                bytes[at] = (byte)random.Next();
                break;

            case 3 or 4 or 5:
                Overwrite(bytes, at & ~3, Interesting[Below(random, Interesting.Length)]);
                break;

            case 6:
                Overwrite(bytes, at & ~3, (uint)(bytes.Count - Below(random, 64)));
                break;

            case 10 or 11:
                OverwriteEqual(bytes, at & ~3, Interesting[Below(random, Interesting.Length)]);
                break;

            case 7:
                bytes.RemoveRange(at, bytes.Count - at);
                break;

            case 8:
                bytes.RemoveRange(at, Math.Min(bytes.Count - at, 4 * (1 + Below(random, 8))));
                break;

            default:
                var other = corpus[Below(random, corpus.Count)];
                var from = Below(random, other.Length);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(other.Length - from, 4 * (1 + Below(random, 32)))));
                break;
        }
    }

    // A count that stands in two places: a lie that is told twice.
    static void OverwriteEqual(List<byte> bytes, int at, uint number)
    {
        var count = At(bytes, at);
        for (var (left, position) = (2, at); left > 0 && position + 4 <= bytes.Count; position += 4)
        {
            if (At(bytes, position) != count)
                continue;

            Overwrite(bytes, position, number);
            left--;
        }
    }

    static uint At(List<byte> bytes, int at) =>
        at + 4 <= bytes.Count ? (uint)(bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) : 0;

    static void Overwrite(List<byte> bytes, int at, uint number)
    {
        for (var i = 0; i < 4 && at + i < bytes.Count; i++)
            bytes[at + i] = (byte)(number >> (8 * i));
    }

    static int Below(PCG random, int limit) => (int)random.Next((uint)limit);
}
