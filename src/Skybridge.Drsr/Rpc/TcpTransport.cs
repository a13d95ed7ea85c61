using System.Net;
using System.Net.Sockets;

namespace Skybridge.Drsr.Rpc;

/// <summary>Opens TCP connections (ncacn_ip_tcp) within a time limit.</summary>
public static class TcpTransport
{
    /// <summary>Connects to an address or a name.</summary>
    /// <exception cref="RpcTransportException">The name has no address, nobody listens, or nothing came back in time.</exception>
    public static async Task<Stream> ConnectAsync(string host, int port, RpcOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var endpoint = Endpoint(host, port);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var limit = new TimeLimit(options.ConnectTimeout, options.Time, cancellationToken);
            await ConnectAsync(socket, host, port, limit.Token).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            var message = $"{endpoint} did not accept a TCP connection within {options.ConnectTimeout.TotalSeconds:0.#} s.";
            throw new RpcTransportException(endpoint, TransportStep.Connect, message, isTimeout: true, error);
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw Refused(endpoint, error);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Host and port as messages print them: an IPv6 address stands in brackets.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="host"/> is null.</exception>
    public static string Endpoint(string host, int port) => host.Contains(':', StringComparison.Ordinal) ? $"[{host}]:{port}" : $"{host}:{port}";

    static ValueTask ConnectAsync(Socket socket, string host, int port, CancellationToken cancellationToken) =>
        IPAddress.TryParse(host, out var address)
            ? socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken)
            : socket.ConnectAsync(new DnsEndPoint(host, port), cancellationToken);

    static RpcTransportException Refused(string endpoint, SocketException error) =>
        error.SocketErrorCode is SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData
            ? new(endpoint, TransportStep.Resolve, $"{endpoint}: the name has no address.", innerException: error)
            : new(endpoint, TransportStep.Connect, $"{endpoint} refused a TCP connection: {error.Message}.", innerException: error);
}
