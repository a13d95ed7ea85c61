using System.Buffers;

namespace Skybridge.Drsr.Rpc;

/// <summary>The reassembled stub of an answer, in pooled memory that is wiped and given back by <see cref="Dispose"/>.</summary>
sealed class RpcReply(int maxLength, ArrayPool<byte> pool) : IDisposable
{
    byte[] _buffer = [];
    int _length;

    /// <summary>The stub. Not to be used after <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Stub => _buffer.AsMemory(0, _length);

    /// <summary>Adds a fragment's part.</summary>
    /// <param name="part">The bytes.</param>
    /// <param name="hint">What the server believes is still to come: advice for the first allocation, no more.</param>
    public void Append(ReadOnlySpan<byte> part, uint hint)
    {
        if ((long)_length + part.Length > maxLength)
            throw new RpcProtocolException($"An answer is longer than the limit of {maxLength} bytes.");

        EnsureCapacity(_length + part.Length, (int)Math.Min(hint, 1 << 21));
        part.CopyTo(_buffer.AsSpan(_length));
        _length += part.Length;
    }

    public void Dispose()
    {
        Release(_buffer);
        _buffer = [];
        _length = 0;
    }

    void Release(byte[] buffer)
    {
        if (buffer.Length > 0)
            pool.Return(buffer, clearArray: true);
    }

    void EnsureCapacity(int needed, int hint)
    {
        if (needed <= _buffer.Length)
            return;

        var larger = pool.Rent(Math.Max(Math.Max(needed, hint), _buffer.Length * 2));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        Release(_buffer);
        _buffer = larger;
    }
}
