using Skybridge.Drsr.Rpc;

namespace Skybridge.Tests.Fakes;

/// <summary>Where in a conversation a server is.</summary>
public enum FakeStepKind
{
    /// <summary>It got a bind.</summary>
    Bind,

    /// <summary>It got an alter_context, the third leg.</summary>
    Alter,

    /// <summary>It got a whole request.</summary>
    Call,
}

/// <summary>One thing that a server is asked.</summary>
/// <param name="Kind">What it got.</param>
/// <param name="Operation">Of a call, the operation number; 0 otherwise.</param>
/// <param name="Number">Counts from 1, per connection and operation.</param>
readonly record struct FakeStep(FakeStepKind Kind, ushort Operation, int Number);

/// <summary>What a server does instead of what it would do by itself.</summary>
abstract record FakeAnswer
{
    /// <summary>Says nothing any more, and keeps the connection open.</summary>
    public static FakeAnswer Hang { get; } = new HangAnswer(0);

    /// <summary>Closes the connection.</summary>
    public static FakeAnswer Close { get; } = new CloseAnswer(0);

    /// <summary>Sends so many bytes of its proper answer and then says nothing any more.</summary>
    public static FakeAnswer HangAfter(int bytes) => new HangAnswer(bytes);

    /// <summary>Sends so many bytes of its proper answer and closes the connection.</summary>
    public static FakeAnswer CloseAfter(int bytes) => new CloseAnswer(bytes);

    /// <summary>Refuses by its RPC runtime.</summary>
    public static FakeAnswer Fault(uint status) => new FaultAnswer(status);

    /// <summary>Refuses by its directory service: the call's own Win32 error.</summary>
    public static FakeAnswer Error(int error) => new ErrorAnswer(error);

    /// <summary>Answers with this stub, properly protected.</summary>
    public static FakeAnswer Stub(ReadOnlyMemory<byte> stub) => new StubAnswer(stub);

    /// <summary>Sends these bytes as they are.</summary>
    public static FakeAnswer Raw(params byte[] bytes) => new RawAnswer(bytes);

    /// <summary>Answers a bind with bind_nak.</summary>
    public static FakeAnswer BindNak(ushort reason) => new BindNakAnswer(reason);

    /// <summary>Answers a bind or alter_context, but rejects the context.</summary>
    public static FakeAnswer RejectContext(ushort result, ushort reason) => new RejectAnswer(result, reason);

    internal sealed record HangAnswer(int Bytes) : FakeAnswer;

    internal sealed record CloseAnswer(int Bytes) : FakeAnswer;

    internal sealed record FaultAnswer(uint Status) : FakeAnswer;

    internal sealed record ErrorAnswer(int Win32) : FakeAnswer;

    internal sealed record StubAnswer(ReadOnlyMemory<byte> Bytes) : FakeAnswer;

    internal sealed record RawAnswer(byte[] Bytes) : FakeAnswer;

    internal sealed record BindNakAnswer(ushort Reason) : FakeAnswer;

    internal sealed record RejectAnswer(ushort Result, ushort Reason) : FakeAnswer;
}

/// <summary>A fragment of an answer before it is protected.</summary>
sealed record FakeFragment
{
    public required int Index { get; init; }

    public required PduFlags Flags { get; init; }

    public required uint CallId { get; init; }

    public required ReadOnlyMemory<byte> Stub { get; init; }

    public required SecurityTrailer Trailer { get; init; }

    public PduType Type { get; init; } = PduType.Response;

    public uint Hint { get; init; }

    /// <summary>False to send it as if nothing had been agreed.</summary>
    public bool Protected { get; init; } = true;
}

/// <summary>How a server speaks RPC. The default is a well-behaved one. Immutable: change it between calls with <c>with</c>.</summary>
sealed record FakeRpcBehaviour
{
    /// <summary>The largest fragment that it sends.</summary>
    public int FragmentSize { get; init; } = PduHeader.MaxFragment;

    /// <summary>The largest fragment that it says it takes.</summary>
    public ushort MaxReceive { get; init; } = PduHeader.MaxFragment;

    /// <summary>Whether it agrees to sign headers.</summary>
    public bool SignsHeaders { get; init; } = true;

    /// <summary>What it does instead of the usual; null for the usual.</summary>
    public Func<FakeStep, FakeAnswer?> Interrupt { get; init; } = _ => null;

    /// <summary>Changes fragments of answers before they are protected: a server that does not know the rules.</summary>
    public Func<FakeFragment, FakeFragment> Shape { get; init; } = fragment => fragment;

    /// <summary>Changes the PDUs of an answer after they were protected: somebody in between.</summary>
    public Func<FakeStep, IReadOnlyList<byte[]>, IEnumerable<byte[]>> Tamper { get; init; } = (_, pdus) => pdus;
}
