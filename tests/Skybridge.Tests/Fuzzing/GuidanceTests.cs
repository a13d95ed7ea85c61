using CsCheck;
using Xunit.Sdk;

namespace Skybridge.Tests.Fuzzing;

/// <summary>The fuzzer itself, with a parser that counts its own edges: guided it finds what blind it does not, and keeps what it needs.</summary>
public class GuidanceTests
{
    const int Mutants = 1_000_000;

    static readonly byte[] Magic = [0xc3, 0x5a, 0x99, 0x17];

    readonly byte[] _map = new byte[1024];
    int _deepest;

    [Theory]
    [InlineData(true, 4)]
    [InlineData(false, 2)]
    public void Guidance_leads_through_what_is_nested(bool isGuided, int expected)
    {
        var run = NewRun(isGuided);
        run.Replay([new byte[4]], []);

        run.Mutate(Mutants);

        Assert.True(isGuided ? _deepest == expected : _deepest <= expected, $"{_deepest} of {Magic.Length} bytes");
    }

    [Fact]
    public void A_message_that_was_kept_is_tried_again()
    {
        byte[] bad = [.. Magic, 1];
        var run = new FuzzRun(message => throw (message.AsSpan().SequenceEqual(bad) ? new InvalidOperationException() : new FormatException()), IsFormat, NewMutator(), null);

        run.Replay([], [[1, 2], Magic]);
        var failure = Assert.Throws<FailException>(() => run.Replay([], [[1, 2], bad]));

        Assert.Contains("a kept message, c35a991701: System.InvalidOperationException", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_build_that_counts_nothing_is_no_guided_one() =>
        Assert.Throws<FailException>(() => new FuzzRun(_ => { }, IsFormat, NewMutator(), new Coverage(_map)).Replay([[1]], []));

    [Fact]
    public void What_is_worth_keeping_reaches_everything_and_nothing_twice()
    {
        var run = NewRun(isGuided: true);
        run.Replay([new byte[4]], [[.. Magic[..2], 0, 0, 0, 0, 0, 0], [.. Magic[..2], 0], [.. Magic, 1, 1, 1, 1], [.. Magic, 1]]);
        run.Mutate(1000);

        var kept = run.FindWorthKeeping(() => new Coverage(_map));
        var again = NewRun(isGuided: true);
        again.Replay([new byte[4]], kept);

        Assert.Equal(run.Edges, again.Edges);
        Assert.Contains(kept, message => message.AsSpan().StartsWith(Magic));
        Assert.All(kept, one =>
        {
            var without = NewRun(isGuided: true);
            without.Replay([new byte[4]], [.. kept.Where(other => other != one)]);
            Assert.InRange(without.Edges, 1, run.Edges - 1);
        });
    }

    [Fact]
    public void How_often_counts_in_powers_of_two()
    {
        var coverage = new Coverage(_map);

        Assert.Equal([1, 2, 3, 4, 8, 16, 32, 128], Enumerable.Range(1, 255).Where(count =>
        {
            _map[700] = (byte)count;
            return coverage.Take(isByCount: true);
        }));
        Assert.Equal((1, 0), (coverage.Edges, _map[700]));
        Assert.False(coverage.Take(isByCount: true));
    }

    [Fact]
    public void What_was_kept_can_be_read_and_is_small()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "Skybridge.Tests", "Fuzzing", "Corpus")))
        {
            Assert.InRange(new FileInfo(file).Length, 1, 256 * 1024);
            Assert.NotEmpty(Corpus.Read(Path.GetFileNameWithoutExtension(file)));
        }
    }

    static bool IsFormat(Exception error) => error is FormatException;

    static Mutator NewMutator() => new(new PCG(1, 20261127));

    FuzzRun NewRun(bool isGuided) => new(Parse, IsFormat, NewMutator(), isGuided ? new Coverage(_map) : null);

    // One edge for each byte of the magic number that is right.
    void Parse(byte[] message)
    {
        _map[0]++;
        for (var i = 0; i < Magic.Length; i++)
        {
            if (message.Length <= i || message[i] != Magic[i])
                return;
            _map[100 * (i + 1)]++;
            _deepest = Math.Max(_deepest, i + 1);
        }
    }
}
