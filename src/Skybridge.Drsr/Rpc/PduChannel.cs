namespace Skybridge.Drsr.Rpc;

/// <summary>Sends and receives whole PDUs over a byte stream, each within the time limit.</summary>
/// <remarks>The received PDU lies in a buffer that the next <see cref="ReceiveAsync"/> overwrites. Owns the stream.</remarks>
sealed class PduChannel(Stream stream, string endpoint, RpcOptions options) : IAsyncDisposable
{
    readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(PduHeader.MaxFragment, pinned: true);

    public string Endpoint => endpoint;

    /// <summary>The bytes of the PDU received last.</summary>
    public Memory<byte> Received { get; private set; }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(options.CallTimeout, options.Time, cancellationToken);
        try
        {
            await stream.WriteAsync(bytes, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw TimedOut("did not take a request", error);
        }
        catch (IOException error)
        {
            throw HungUp(error);
        }
    }

    public async Task<PduHeader> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(options.CallTimeout, options.Time, cancellationToken);
        try
        {
            await stream.ReadExactlyAsync(_buffer.AsMemory(0, PduHeader.Size), limit.Token).ConfigureAwait(false);
            var header = PduHeader.Read(_buffer);
            Received = _buffer.AsMemory(0, header.FragmentLength);
            await stream.ReadExactlyAsync(Received[PduHeader.Size..], limit.Token).ConfigureAwait(false);
            return header;
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw TimedOut("did not answer", error);
        }
        catch (IOException error)
        {
            throw HungUp(error);
        }
    }

    public ValueTask DisposeAsync()
    {
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(_buffer);
        return stream.DisposeAsync();
    }

    RpcTransportException TimedOut(string what, Exception error) => new(
        endpoint,
        TransportStep.Exchange,
        $"{endpoint} {what} within {options.CallTimeout.TotalSeconds:0.#} s.",
        isTimeout: true,
        error);

    RpcTransportException HungUp(IOException error) => new(
        endpoint,
        TransportStep.Exchange,
        error is EndOfStreamException ? $"{endpoint} closed the connection." : $"The connection to {endpoint} broke: {error.Message}",
        innerException: error);
}
