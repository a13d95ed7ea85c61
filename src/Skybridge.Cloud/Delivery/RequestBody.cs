using System.Buffers;

namespace Skybridge.Cloud.Delivery;

/// <summary>
/// A whole body in one piece, which is parsed in half the time of one that arrives in pieces. It holds verifiers: it is wiped.
/// </summary>
sealed class RequestBody : IDisposable
{
    const int FirstSize = 64 * 1024;

    byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
    int _length;

    /// <summary>The bytes, until disposed.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    /// <summary>Reads the body; the server itself refuses more than this request may have.</summary>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = new RequestBody();
        try
        {
            while (true)
            {
                if (body._length == body._buffer.Length)
                    body.Grow();
                var count = await request.Body.ReadAsync(body._buffer.AsMemory(body._length), cancellationToken);
                if (count == 0)
                    return body;
                body._length += count;
            }
        }
        catch (Exception)
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
        (_buffer, _length) = ([], 0);
    }

    void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
        _buffer = larger;
    }
}
