using System.Net;
using System.Net.Sockets;

namespace Skybridge.LabTests.Product;

/// <summary>The way from an agent to the cloud, which can be cut: then nothing passes, and nobody is told.</summary>
sealed class CloudRelay : IAsyncDisposable
{
    const int BufferSize = 64 * 1024;

    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _end = new();
    readonly IPEndPoint _cloud;
    readonly Task _serving;
    volatile TaskCompletionSource _open = Opened();

    public CloudRelay(Uri cloud)
    {
        _cloud = new IPEndPoint(IPAddress.Loopback, cloud.Port);
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Where the agent reaches the cloud by it.</summary>
    public Uri Url => new($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public void Cut() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Mend() => _open.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving;
        _listener.Dispose();
        _end.Dispose();
    }

    static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    async Task ServeAsync()
    {
        var joined = new List<Task>();
        try
        {
            while (true)
                joined.Add(JoinAsync(await _listener.AcceptSocketAsync(_end.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(joined);
        }
    }

    async Task JoinAsync(Socket agent)
    {
        using var _ = agent;
        using var cloud = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        try
        {
            await cloud.ConnectAsync(_cloud, either.Token);
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            return;
        }

        await Task.WhenAll(PumpAsync(agent, cloud, either), PumpAsync(cloud, agent, either));
    }

    // What was read before the cut waits too: it arrives late, when the way is mended.
    async Task PumpAsync(Socket from, Socket to, CancellationTokenSource either)
    {
        var buffer = new byte[BufferSize];
        try
        {
            while (await from.ReceiveAsync(buffer, either.Token) is > 0 and var count)
            {
                await _open.Task.WaitAsync(either.Token);
                await to.SendAsync(buffer.AsMemory(0, count), either.Token);
            }
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            // One of the two hung up, or the end.
        }

        await either.CancelAsync();
    }
}
