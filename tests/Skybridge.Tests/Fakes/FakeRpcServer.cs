using System.Buffers.Binary;
using System.Collections.Concurrent;
using Skybridge.Drsr.Ndr;
using Skybridge.Drsr.Rpc;
using Skybridge.Drsr.Security;

namespace Skybridge.Tests.Fakes;

/// <summary>
/// The server's side of one RPC connection, strict with its client: what a client should not send ends in an exception of <see cref="RunAsync"/>.
/// </summary>
/// <param name="stream">The connection; closed at the end.</param>
/// <param name="offered">The interface that is offered.</param>
/// <param name="security">The server's end of the security context; null where there is none (the endpoint mapper).</param>
/// <param name="behaviour">Asked at every step, so that it may change in between.</param>
/// <param name="call">Answers a request: operation number and stub to stub.</param>
sealed class FakeRpcServer(
    Stream stream,
    RpcInterface offered,
    FakeSecurityContext? security,
    Func<FakeRpcBehaviour> behaviour,
    Func<ushort, ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> call)
{
    const int BodyStart = PduHeader.Size + 8;
    const int StubAlignment = 16;
    const uint AssociationGroup = 0x4711;

    readonly ConcurrentQueue<FakeStep> _steps = new();
    readonly TaskCompletionSource _hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly byte[] _buffer = new byte[PduHeader.MaxFragment];
    readonly List<byte> _request = [];
    uint _openCall;

    /// <summary>What it was asked so far.</summary>
    public IReadOnlyCollection<FakeStep> Steps => _steps;

    /// <summary>Completes when it has fallen silent.</summary>
    public Task Hanging => _hanging.Task;

    /// <summary>Serves until the client hangs up.</summary>
    /// <exception cref="InvalidDataException">The client sent what it should not.</exception>
    public async Task RunAsync()
    {
        try
        {
            while (await ReceiveAsync() is { } header)
                await TakeAsync(header);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The client hung up before it had its answer.
        }
        finally
        {
            security?.Dispose();
            await stream.DisposeAsync();
        }
    }

    async Task<PduHeader?> ReceiveAsync()
    {
        try
        {
            await stream.ReadExactlyAsync(_buffer.AsMemory(0, PduHeader.Size));
            var header = PduHeader.Read(_buffer);
            await stream.ReadExactlyAsync(_buffer.AsMemory(PduHeader.Size, header.FragmentLength - PduHeader.Size));
            return header;
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            return null;
        }
    }

    async Task TakeAsync(PduHeader header)
    {
        var pdu = _buffer.AsMemory(0, header.FragmentLength);
        switch (header.Type)
        {
            case PduType.Bind:
                await AnswerAsync(Step(FakeStepKind.Bind, 0), header.CallId, () => [BindAnswer(PduType.BindAck, header, pdu.Span, 0, 0)]);
                break;

            case PduType.AlterContext:
                await AnswerAsync(Step(FakeStepKind.Alter, 0), header.CallId, () => [BindAnswer(PduType.AlterContextResponse, header, pdu.Span, 0, 0)]);
                break;

            case PduType.Request:
                TakeRequest(header, pdu.Span);
                if (!header.Flags.HasFlag(PduFlags.Last))
                    break;

                var operation = BinaryPrimitives.ReadUInt16LittleEndian(pdu.Span[(PduHeader.Size + 6)..]);
                var stub = _request.ToArray();
                _request.Clear();
                await AnswerAsync(Step(FakeStepKind.Call, operation), header.CallId, () => Fragments(header.CallId, call(operation, stub)));
                break;

            default:
                throw new InvalidDataException($"A client sends no PDU of type {header.Type}.");
        }
    }

    async Task AnswerAsync(FakeStep step, uint callId, Func<List<byte[]>> proper)
    {
        switch (behaviour().Interrupt(step))
        {
            case null:
                await SendAsync(step, proper());
                break;

            case FakeAnswer.HangAnswer hang:
                await stream.WriteAsync(Head(step, proper, hang.Bytes));
                _hanging.SetResult();
                await stream.CopyToAsync(Stream.Null);
                break;

            case FakeAnswer.CloseAnswer close:
                await stream.WriteAsync(Head(step, proper, close.Bytes));
                await stream.DisposeAsync();
                break;

            case FakeAnswer.RawAnswer raw:
                await stream.WriteAsync(raw.Bytes);
                break;

            case FakeAnswer.FaultAnswer fault:
                await SendAsync(step, [Fault(callId, fault.Status)]);
                break;

            case FakeAnswer.StubAnswer stub:
                await SendAsync(step, Fragments(callId, stub.Bytes));
                break;

            case FakeAnswer.ErrorAnswer error:
                await SendAsync(step, Fragments(callId, FakeDrsuapi.Refusal(step.Operation, error.Win32)));
                break;

            case FakeAnswer.BindNakAnswer nak:
                await SendAsync(step, [BindNak(callId, nak.Reason)]);
                break;

            case FakeAnswer.RejectAnswer reject:
                var type = step.Kind == FakeStepKind.Bind ? PduType.BindAck : PduType.AlterContextResponse;
                await SendAsync(step, [BindAnswer(type, new(type, PduFlags.None, 0, 0, callId), default, reject.Result, reject.Reason)]);
                break;
        }
    }

    byte[] Head(FakeStep step, Func<List<byte[]>> proper, int bytes) =>
        bytes == 0 ? [] : [.. behaviour().Tamper(step, proper()).SelectMany(pdu => pdu).Take(bytes)];

    async Task SendAsync(FakeStep step, List<byte[]> pdus)
    {
        foreach (var pdu in behaviour().Tamper(step, pdus))
            await stream.WriteAsync(pdu);
    }

    FakeStep Step(FakeStepKind kind, ushort operation)
    {
        var step = new FakeStep(kind, operation, 1 + _steps.Count(earlier => earlier.Kind == kind && earlier.Operation == operation));
        _steps.Enqueue(step);
        return step;
    }

    // Our bind always has one context with one syntax: its body has a fixed size.
    byte[] BindAnswer(PduType type, PduHeader header, ReadOnlySpan<byte> pdu, ushort result, ushort reason)
    {
        var token = Array.Empty<byte>();
        var refused = result != 0;
        if (!refused)
        {
            if (new Guid(pdu.Slice(32, 16)) != offered.Id)
                (result, reason) = (2, 1);
            else if (security is not null)
                token = TakeToken(type, header, pdu);
        }

        var writer = new NdrWriter().WriteBytes(new byte[PduHeader.Size]);
        writer.WriteUInt16(PduHeader.MaxFragment).WriteUInt16(behaviour().MaxReceive).WriteUInt32(AssociationGroup);
        var address = type == PduType.BindAck ? "49152\0"u8 : default;
        writer.WriteUInt16((ushort)address.Length).WriteBytes(address).Align(4);
        writer.WriteUInt32(1).WriteUInt16(result).WriteUInt16(reason).WriteGuid(RpcInterface.Ndr.Id).WriteUInt32(RpcInterface.Ndr.Major);
        if (security is not null && !refused)
        {
            // The answer to alter_context has a trailer and yet an authentication length of 0, as Samba's has.
            var trailer = new byte[PduHeader.TrailerSize];
            new SecurityTrailer(security.AuthenticationType, SecurityTrailer.PacketPrivacy, 0, 1).Write(trailer);
            writer.WriteBytes(trailer).WriteBytes(token);
        }

        var signs = security is not null && behaviour().SignsHeaders ? PduFlags.HeaderSigning : PduFlags.None;
        return Finish(writer, type, PduFlags.First | PduFlags.Last | signs, token.Length, header.CallId);
    }

    byte[] TakeToken(PduType type, PduHeader header, ReadOnlySpan<byte> pdu)
    {
        var sent = pdu[^header.AuthLength..];
        var trailer = SecurityTrailer.Read(pdu[^(header.AuthLength + PduHeader.TrailerSize)..]);
        Expect(trailer, new SecurityTrailer(security!.AuthenticationType, SecurityTrailer.PacketPrivacy, 0, 1));
        Expect(header.Flags, PduFlags.First | PduFlags.Last | PduFlags.HeaderSigning);
        if (type == PduType.BindAck)
            return security.Accept(sent);

        Expect(BinaryPrimitives.ReadUInt32LittleEndian(pdu[20..]), AssociationGroup);
        security.Finish(sent);
        return [];
    }

    static byte[] BindNak(uint callId, ushort reason)
    {
        var writer = new NdrWriter().WriteBytes(new byte[PduHeader.Size]).WriteUInt16(reason).WriteUInt16(0x0501);
        return Finish(writer, PduType.BindNak, PduFlags.First | PduFlags.Last, 0, callId);
    }

    static byte[] Fault(uint callId, uint status)
    {
        var writer = new NdrWriter().WriteBytes(new byte[PduHeader.Size]).WriteUInt32(0).WriteUInt32(0).WriteUInt32(status).WriteUInt32(0);
        return Finish(writer, PduType.Fault, PduFlags.First | PduFlags.Last | (PduFlags)0x20, 0, callId);
    }

    static byte[] Finish(NdrWriter writer, PduType type, PduFlags flags, int authLength, uint callId)
    {
        var pdu = writer.Stub.ToArray();
        new PduHeader(type, flags, (ushort)pdu.Length, (ushort)authLength, callId).Write(pdu);
        return pdu;
    }

    void TakeRequest(PduHeader header, Span<byte> pdu)
    {
        var first = _request.Count == 0 && header.CallId != _openCall;
        Expect(header.Flags & ~PduFlags.Last, first ? PduFlags.First : PduFlags.None);
        Expect(header.CallId, first ? header.CallId : _openCall);
        _openCall = header.CallId;
        var hint = BinaryPrimitives.ReadUInt32LittleEndian(pdu[PduHeader.Size..]);
        Expect(header.FragmentLength <= behaviour().MaxReceive, true);
        var stub = security is null ? pdu[BodyStart..] : Unseal(security, header, pdu);
        Expect(header.Flags.HasFlag(PduFlags.Last), hint == stub.Length);
        _request.AddRange(stub);
    }

    static Span<byte> Unseal(FakeSecurityContext security, PduHeader header, Span<byte> pdu)
    {
        var tokenStart = pdu.Length - header.AuthLength;
        var trailerStart = tokenStart - PduHeader.TrailerSize;
        var trailer = SecurityTrailer.Read(pdu[trailerStart..]);
        Expect(trailer with { PadLength = 0 }, new SecurityTrailer(security.AuthenticationType, SecurityTrailer.PacketPrivacy, 0, 1));
        Expect((trailerStart - BodyStart) % StubAlignment, 0);
        security.Unseal(new SealedRange(pdu, BodyStart, trailerStart, tokenStart));
        return pdu[BodyStart..(trailerStart - trailer.PadLength)];
    }

    List<byte[]> Fragments(uint callId, ReadOnlyMemory<byte> stub)
    {
        var overhead = BodyStart + (security is null ? 0 : PduHeader.TrailerSize + security.TokenSize);
        var size = (behaviour().FragmentSize - overhead) & ~(StubAlignment - 1);
        var pdus = new List<byte[]>();
        for (var sent = 0; sent == 0 || sent < stub.Length; sent += size)
        {
            var part = stub.Slice(sent, Math.Min(size, stub.Length - sent));
            var flags = (sent == 0 ? PduFlags.First : PduFlags.None) | (sent + size >= stub.Length ? PduFlags.Last : PduFlags.None);
            pdus.Add(Fragment(behaviour().Shape(new FakeFragment
            {
                Index = pdus.Count,
                Flags = flags,
                CallId = callId,
                Stub = part,
                Hint = (uint)(stub.Length - sent),
                Trailer = new SecurityTrailer(FakeSecurityContext.FakeType, SecurityTrailer.PacketPrivacy, (byte)(-part.Length & (StubAlignment - 1)), 1),
            })));
        }

        return pdus;
    }

    byte[] Fragment(FakeFragment fragment)
    {
        var isProtected = security is not null && fragment.Protected;
        var pad = isProtected ? -fragment.Stub.Length & (StubAlignment - 1) : 0;
        var trailerStart = BodyStart + fragment.Stub.Length + pad;
        var tokenStart = trailerStart + (isProtected ? PduHeader.TrailerSize : 0);
        var pdu = new byte[tokenStart + (isProtected ? security!.TokenSize : 0)];
        new PduHeader(fragment.Type, fragment.Flags, (ushort)pdu.Length, (ushort)(pdu.Length - tokenStart), fragment.CallId).Write(pdu);
        BinaryPrimitives.WriteUInt32LittleEndian(pdu.AsSpan(PduHeader.Size), fragment.Hint);
        fragment.Stub.Span.CopyTo(pdu.AsSpan(BodyStart));
        if (isProtected)
        {
            fragment.Trailer.Write(pdu.AsSpan(trailerStart));
            security!.Seal(new SealedRange(pdu, BodyStart, trailerStart, tokenStart));
        }

        return pdu;
    }

    static void Expect<T>(T found, T expected)
    {
        if (!EqualityComparer<T>.Default.Equals(found, expected))
            throw new InvalidDataException($"The client sends {found} where {expected} should be.");
    }
}
