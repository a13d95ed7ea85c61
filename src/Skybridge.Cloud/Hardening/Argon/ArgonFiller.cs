using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Words = System.Runtime.Intrinsics.Vector256<ulong>;

namespace Skybridge.Cloud.Hardening.Argon;

/// <summary>Fills the memory of an Argon2id with one lane, block by block: [RFC 9106] 3.2 and 3.4.</summary>
/// <remarks>In the first half of the first pass, which block is referred to does not depend on the password; from then on it does.</remarks>
readonly ref struct ArgonFiller(Span<Words> memory, int passes)
{
    /// <summary>How many parts a pass has: a block refers to none that is filled in the same part of another lane.</summary>
    public const int Slices = 4;

    readonly Span<Words> _memory = memory;
    readonly int _blocks = memory.Length / ArgonBlock.VectorCount;
    readonly int _segment = memory.Length / ArgonBlock.VectorCount / Slices;

    /// <summary>Goes through all of it; the first two blocks are there.</summary>
    public void Fill()
    {
        Span<Words> scratch = stackalloc Words[ArgonBlock.VectorCount];
        for (var pass = 0; pass < passes; pass++)
        {
            for (var slice = 0; slice < Slices; slice++)
            {
                if (pass == 0 && slice < Slices / 2)
                    FillWithoutLooking(slice, scratch);
                else
                    FillByContent(pass, slice, scratch);
            }
        }

        scratch.Clear();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // A loop of 10 ms is not compiled anew while it runs.
    void FillByContent(int pass, int slice, Span<Words> scratch)
    {
        for (var index = 0; index < _segment; index++)
        {
            var current = (slice * _segment) + index;
            var previous = Block(current == 0 ? _blocks - 1 : current - 1);
            ArgonBlock.Compress(previous, Block(Refer(pass, slice, index, (uint)previous[0][0])), Block(current), scratch, isOver: pass > 0);
        }
    }

    // The references are what a counter becomes, 128 of them at a time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // A loop of 10 ms is not compiled anew while it runs.
    void FillWithoutLooking(int slice, Span<Words> scratch)
    {
        Span<Words> counter = stackalloc Words[ArgonBlock.VectorCount];
        Span<Words> addresses = stackalloc Words[ArgonBlock.VectorCount];
        counter.Clear();
        var words = MemoryMarshal.Cast<Words, ulong>(counter);
        (words[2], words[3], words[4], words[5]) = ((ulong)slice, (ulong)_blocks, (ulong)passes, Argon2id.Type);

        for (var index = 0; index < _segment; index++)
        {
            if (index % ArgonBlock.WordCount == 0)
                NextAddresses(counter, addresses, scratch);
            var current = (slice * _segment) + index;
            if (current < 2)
                continue;

            var reference = (uint)MemoryMarshal.Cast<Words, ulong>(addresses)[index % ArgonBlock.WordCount];
            ArgonBlock.Compress(Block(current - 1), Block(Refer(0, slice, index, reference)), Block(current), scratch, isOver: false);
        }
    }

    static void NextAddresses(Span<Words> counter, Span<Words> addresses, Span<Words> scratch)
    {
        Span<Words> zero = stackalloc Words[ArgonBlock.VectorCount];
        Span<Words> once = stackalloc Words[ArgonBlock.VectorCount];
        zero.Clear();
        MemoryMarshal.Cast<Words, ulong>(counter)[6]++;
        ArgonBlock.Compress(zero, counter, once, scratch, isOver: false);
        ArgonBlock.Compress(zero, once, addresses, scratch, isOver: false);
    }

    // Of what was filled before, more likely what was filled lately: [RFC 9106] 3.4.2, for the one lane.
    int Refer(int pass, int slice, int index, uint random)
    {
        var filled = (uint)((pass == 0 ? slice * _segment : _blocks - _segment) + index - 1);
        var square = ((ulong)random * random) >> 32;
        var back = (uint)((filled * square) >> 32);
        var begin = pass == 0 || slice == Slices - 1 ? 0 : (slice + 1) * _segment;
        return (int)(((uint)begin + filled - 1 - back) % (uint)_blocks);
    }

    Span<Words> Block(int number) => _memory.Slice(number * ArgonBlock.VectorCount, ArgonBlock.VectorCount);
}
