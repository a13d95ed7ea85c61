using Skybridge.Drsr;
using Skybridge.Drsr.Rpc;
using Skybridge.Drsr.Security;

namespace Skybridge.Troubleshooting.Probes;

/// <summary>Tries the ports of a domain controller, each with its own protocol where that needs no account.</summary>
static class PortProbe
{
    /// <summary>Asks the key distribution center.</summary>
    public static async Task<(PortSight Port, KdcProbeResult? Answer)> KdcAsync(string host, string realm, string account, RpcOptions options, CancellationToken cancellationToken)
    {
        KdcProbeResult? answer = null;
        var port = await TryAsync(KdcProbe.Port, "Kerberos", async () =>
            answer = await KdcProbe.AskAsync(host, realm, account, options.ConnectTimeout, options.Time, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        return (port, answer);
    }

    /// <summary>Asks the endpoint mapper where the replication service listens.</summary>
    public static async Task<(PortSight Port, int? Mapped, EndpointNotFoundException? Unknown)> MapperAsync(string host, RpcOptions options, CancellationToken cancellationToken)
    {
        int? mapped = null;
        EndpointNotFoundException? unknown = null;
        var port = await TryAsync(EndpointMapper.Port, "endpoint mapper", async () =>
        {
            try
            {
                mapped = await EndpointMapper.MapAsync(host, RpcInterface.Drsuapi, options, cancellationToken).ConfigureAwait(false);
            }
            catch (EndpointNotFoundException error)
            {
                // It answers; what it says is that there is no replication service.
                unknown = error;
            }
        }).ConfigureAwait(false);
        return (port, mapped, unknown);
    }

    /// <summary>Connects, no more: what is behind answers only to who is let in.</summary>
    public static Task<PortSight> ConnectAsync(string host, int number, RpcOptions options, CancellationToken cancellationToken) => TryAsync(number, PortSight.ReplicationService, async () =>
    {
        var stream = await TcpTransport.ConnectAsync(host, number, options, cancellationToken).ConfigureAwait(false);
        await stream.DisposeAsync().ConfigureAwait(false);
    });

    static async Task<PortSight> TryAsync(int number, string purpose, Func<Task> attempt)
    {
        try
        {
            await attempt().ConfigureAwait(false);
            return new PortSight(number, purpose, PortState.Answers, null);
        }
        catch (RpcTransportException error)
        {
            return new PortSight(number, purpose, StateOf(error), error.Message);
        }
        catch (DrsrException error)
        {
            return new PortSight(number, purpose, PortState.Mute, error.Message);
        }
    }

    static PortState StateOf(RpcTransportException error) => error switch
    {
        { Step: TransportStep.Exchange } => PortState.Mute,
        { IsTimeout: true } => PortState.Dropped,
        { SocketError: System.Net.Sockets.SocketError.HostUnreachable or System.Net.Sockets.SocketError.NetworkUnreachable or System.Net.Sockets.SocketError.TimedOut } => PortState.Dropped,
        _ => PortState.Refused,
    };
}
