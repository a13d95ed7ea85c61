using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Skybridge.Cloud.Proxies;

/// <summary>Reads the header of the PROXY protocol from connections of proxies that are trusted, before TLS begins; who sends none is served all the same.</summary>
sealed class ProxyProtocol(TrustedProxies proxies, TimeProvider time, ILogger<ProxyProtocol> logger)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Handles a connection up to the end of its header, and hands it on.</summary>
    public async Task HandleAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (proxies.Contains((connection.RemoteEndPoint as IPEndPoint)?.Address) && !await TryReadAsync(connection))
            return;

        await next(connection);
    }

    async Task<bool> TryReadAsync(ConnectionContext connection)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, connection.ConnectionClosed);
        try
        {
            connection.RemoteEndPoint = await ReadAsync(connection.Transport.Input, either.Token) ?? connection.RemoteEndPoint;
            return true;
        }
        catch (FormatException error)
        {
            logger.ProxyHeaderRefused(connection.RemoteEndPoint, error.Message);
            return false;
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            return false; // It went away, or said nothing for too long.
        }
    }

    static async Task<IPEndPoint?> ReadAsync(PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            if (Look(buffer) is { } header)
            {
                input.AdvanceTo(buffer.GetPosition(header.Length));
                return header.Source;
            }

            input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
                throw new IOException("The connection ended before its header did.");
        }
    }

    // Null as long as too little is there to tell. No header is a header of no bytes.
    static ProxyHeader? Look(ReadOnlySequence<byte> buffer)
    {
        if (buffer.IsEmpty)
            return null;

        var start = buffer.Slice(0, Math.Min(buffer.Length, ProxyHeader.MaxLength)).ToArray();
        if (!ProxyHeader.IsThere(start))
            return new ProxyHeader(0, null);
        return ProxyHeader.TryRead(start, out var header) ? header : null;
    }
}
