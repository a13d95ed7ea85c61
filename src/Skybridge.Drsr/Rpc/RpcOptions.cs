using System.Buffers;

namespace Skybridge.Drsr.Rpc;

/// <summary>How long to wait, and how much to believe. Immutable.</summary>
public sealed record RpcOptions
{
    /// <summary>The limit for a TCP connection. Default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The limit for each wait within a call: for the first fragment of the answer and then for the next. Default 60 s.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The largest answer in bytes. Default 64 MiB.</summary>
    public int MaxReply { get; init; } = 64 * 1024 * 1024;

    /// <summary>The clock of the limits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where answers lie: tests look whether all of it comes back, and wiped.</summary>
    internal ArrayPool<byte> Pool { get; init; } = ArrayPool<byte>.Shared;
}
