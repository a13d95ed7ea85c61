namespace Skybridge.Tests.Drsr.Rpc;

/// <summary>A server that says what was recorded, whatever it is told, and hangs up.</summary>
sealed class Playback(byte[] recorded) : MemoryStream(recorded)
{
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
}
