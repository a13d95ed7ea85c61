using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Skybridge.Tests.Fakes;

/// <summary>A key distribution center on a loopback port of its own: takes one request per connection and answers as it is told.</summary>
sealed class FakeKdc : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly ConcurrentQueue<byte[]> _requests = new();
    readonly CancellationTokenSource _stop = new();
    readonly Func<byte[], byte[]?> _answer;
    readonly Task _running;

    /// <param name="answer">From a request to the bytes that are sent before the connection is closed; null to say nothing and keep it open.</param>
    public FakeKdc(Func<byte[], byte[]?> answer)
    {
        _answer = answer;
        _listener.Start();
        _running = RunAsync();
    }

    /// <summary>One that gives every request the same answer, with its length before it.</summary>
    public FakeKdc(byte[] answer)
        : this(_ => KdcMessages.Framed(answer))
    {
    }

    public const string Host = "127.0.0.1";

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Completes with the first request.</summary>
    public Task Asked => _asked.Task;

    public IReadOnlyCollection<byte[]> Requests => _requests;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _listener.Dispose();
        _stop.Dispose();
    }

    async Task RunAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await ServeAsync(client.GetStream());
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    async Task ServeAsync(NetworkStream stream)
    {
        try
        {
            var prefix = new byte[4];
            await stream.ReadExactlyAsync(prefix, _stop.Token);
            var request = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix)];
            await stream.ReadExactlyAsync(request, _stop.Token);
            _requests.Enqueue(request);
            _asked.TrySetResult();
            if (_answer(request) is { } answer)
                await stream.WriteAsync(answer, _stop.Token);
            else
                await stream.CopyToAsync(Stream.Null, _stop.Token);
        }
        catch (IOException)
        {
            // Whoever asked has gone.
        }
    }
}
