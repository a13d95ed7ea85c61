using System.Net;
using System.Text;
using Skybridge.Contract;

namespace Skybridge.Tests.Sync.Support;

/// <summary>Answers requests as the test says; null for not at all.</summary>
sealed class HostileCloud : HttpMessageHandler
{
    public Func<HttpResponseMessage?> Discovery { get; set; } = () => null;

    public Func<HttpResponseMessage?> Token { get; set; } = () => null;

    public Func<HttpResponseMessage?> Delivery { get; set; } = () => null;

    /// <summary>How many tokens were asked for.</summary>
    public int Tokens { get; private set; }

    public List<Uri> Asked { get; } = [];

    public static HttpResponseMessage Json(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    /// <summary>Without saying how long it is.</summary>
    public static HttpResponseMessage Chunked(HttpStatusCode status, string body)
    {
        var response = Json(body, status);
        response.Content.Headers.ContentLength = null;
        return response;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked.Add(request.RequestUri!);
        var answer = request.RequestUri!.AbsolutePath switch
        {
            "/.well-known/openid-configuration" => Discovery(),
            ApiPaths.Token => TakeToken(),
            _ => Delivery(),
        };
        if (answer is not null)
            return Task.FromResult(answer);

        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromException<HttpResponseMessage>(new TaskCanceledException("The time limit.", new TimeoutException()));
    }

    HttpResponseMessage? TakeToken()
    {
        Tokens++;
        return Token();
    }
}

/// <summary>Gives spaces for ever, and counts them.</summary>
sealed class EndlessStream : Stream
{
    public long Given { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    int Give(Span<byte> buffer)
    {
        // An error of the test ends it, so that a broken limit does not eat the machine.
        if (Given > 128 * 1024 * 1024)
            throw new InvalidOperationException("Nobody stopped reading.");

        buffer.Fill((byte)' ');
        Given += buffer.Length;
        return buffer.Length;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Give(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Give(buffer.AsSpan(offset, count)));

    public override int Read(byte[] buffer, int offset, int count) => Give(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
