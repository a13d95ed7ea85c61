using System.Runtime.InteropServices;
using Words = System.Runtime.Intrinsics.Vector256<ulong>;

namespace Skybridge.Cloud.Hardening.Argon;

/// <summary>Memory for derivations, kept from one to the next: at most one piece for each processor and one more, and none that was idle for a minute.</summary>
/// <remarks>Whoever returns a piece has wiped it.</remarks>
sealed class ArgonMemories(TimeProvider time)
{
    const int Alignment = 64;

    static readonly TimeSpan LongestIdle = TimeSpan.FromMinutes(1);
    static readonly int Most = Environment.ProcessorCount + 1;

    readonly Lock _lock = new();
    readonly List<(Piece Piece, long Since)> _idle = []; // What was used last is at the end.

    /// <summary>How many pieces lie ready.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _idle.Count;
        }
    }

    /// <summary>Takes a piece of <paramref name="blocks"/> blocks of 1024 bytes, which hold anything; dispose it when it is wiped.</summary>
    public Loan Borrow(int blocks)
    {
        lock (_lock)
        {
            var found = _idle.FindLastIndex(one => one.Piece.Blocks == blocks);
            if (found >= 0)
            {
                var piece = _idle[found].Piece;
                _idle.RemoveAt(found);
                return new Loan(this, piece);
            }
        }

        return new Loan(this, new Piece(blocks));
    }

    void Return(Piece piece)
    {
        lock (_lock)
        {
            _idle.RemoveAll(one => time.GetElapsedTime(one.Since) > LongestIdle);
            if (_idle.Count == Most)
                _idle.RemoveAt(0);
            _idle.Add((piece, time.GetTimestamp()));
        }
    }

    /// <summary>A piece in use.</summary>
    public readonly struct Loan(ArgonMemories owner, Piece piece) : IDisposable
    {
        /// <summary>The memory.</summary>
        public Span<Words> Span => piece.Span;

        public void Dispose() => owner.Return(piece);
    }

    /// <summary>Memory that stays where it is and begins at a whole cache line.</summary>
    public sealed class Piece
    {
        readonly byte[] _bytes;
        readonly int _begin;

        /// <summary>Takes memory for so many blocks.</summary>
        public Piece(int blocks)
        {
            Blocks = blocks;
            _bytes = GC.AllocateUninitializedArray<byte>((blocks * ArgonBlock.Size) + Alignment, pinned: true);
            _begin = (int)(-Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, 0) & (Alignment - 1));
        }

        /// <summary>How many blocks it has.</summary>
        public int Blocks { get; }

        /// <summary>The memory.</summary>
        public Span<Words> Span => MemoryMarshal.Cast<byte, Words>(_bytes.AsSpan(_begin, Blocks * ArgonBlock.Size));
    }
}
