using System.Net.Sockets;

namespace Skybridge.Drsr.Rpc;

/// <summary>What was being done on the way to a server when it did not answer.</summary>
public enum TransportStep
{
    /// <summary>The host's name had no address.</summary>
    Resolve,

    /// <summary>The TCP connection.</summary>
    Connect,

    /// <summary>Sending, or waiting for an answer.</summary>
    Exchange,
}

/// <summary>A server could not be reached, hung up, or did not answer in time.</summary>
public sealed class RpcTransportException : DrsrException
{
    /// <summary>Creates an exception about <paramref name="endpoint"/> (<c>host:port</c>).</summary>
    public RpcTransportException(string endpoint, TransportStep step, string message, bool isTimeout = false, Exception? innerException = null)
        : base(message, innerException)
    {
        Endpoint = endpoint;
        Step = step;
        IsTimeout = isTimeout;
        SocketError = (innerException as SocketException ?? innerException?.InnerException as SocketException)?.SocketErrorCode;
    }

    /// <summary>Whom we talked to, as <c>host:port</c>.</summary>
    public string Endpoint { get; }

    /// <summary>What was being done.</summary>
    public TransportStep Step { get; }

    /// <summary>Whether nothing came within the time limit: packets dropped, or a server that hangs.</summary>
    public bool IsTimeout { get; }

    /// <summary>The socket's own error, when there was one.</summary>
    public SocketError? SocketError { get; }

    /// <summary>Always true.</summary>
    public override bool IsTransient => true;
}
