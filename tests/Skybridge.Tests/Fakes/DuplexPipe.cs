using System.Buffers;
using System.IO.Pipelines;

namespace Skybridge.Tests.Fakes;

/// <summary>A connection in memory: what is written at one end is read at the other, until one of them is disposed.</summary>
static class DuplexPipe
{
    /// <param name="capacity">How many bytes a writer may be ahead of its reader before it has to wait; 0 for any number.</param>
    public static (Stream Client, Stream Server) Create(int capacity = 0)
    {
        var options = new PipeOptions(pauseWriterThreshold: capacity, resumeWriterThreshold: capacity / 2, useSynchronizationContext: false);
        var (there, back) = (new Pipe(options), new Pipe(options));
        return (new End(back.Reader, there.Writer), new End(there.Reader, back.Writer));
    }

    sealed class End(PipeReader reader, PipeWriter writer) : Stream
    {
        volatile bool _disposed;

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                var result = await reader.ReadAsync(cancellationToken);
                ObjectDisposedException.ThrowIf(_disposed, this);
                var part = result.Buffer.Slice(0, Math.Min(buffer.Length, result.Buffer.Length));
                part.CopyTo(buffer.Span);
                var length = (int)part.Length;
                reader.AdvanceTo(part.End);
                return length;
            }
            catch (InvalidOperationException) when (_disposed)
            {
                // The pipe's own word for it, when it was disposed in between.
                throw new ObjectDisposedException(nameof(DuplexPipe));
            }
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            try
            {
                var result = await writer.WriteAsync(buffer, cancellationToken);
                if (result.IsCompleted)
                    throw new IOException("The other end is closed.");
            }
            catch (InvalidOperationException) when (_disposed)
            {
                throw new ObjectDisposedException(nameof(DuplexPipe));
            }
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (!_disposed)
            {
                _disposed = true;
                reader.CancelPendingRead();
                reader.Complete();
                writer.Complete();
            }

            base.Dispose(disposing);
        }
    }
}
