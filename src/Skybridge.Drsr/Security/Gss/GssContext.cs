using System.Runtime.InteropServices;
using Skybridge.Cryptography;

namespace Skybridge.Drsr.Security.Gss;

/// <summary>A Kerberos conversation with one service, DCE-style: three legs, header signing, AES.</summary>
/// <remarks>[MS-KILE] 3.4.5.1; the wrap tokens are [RFC 4121] with the rotation of [MS-KILE] 3.4.5.4.1, which the library knows.</remarks>
sealed unsafe class GssContext : SafeHandle, ISecurityContext
{
    // MUTUAL 2, REPLAY 4, SEQUENCE 8, CONF 10, INTEG 20, DCE_STYLE 1000.
    const uint WantedFlags = 0x103e;
    const uint NeededFlags = 0x1036;
    const int BodyAlignment = 16;

    readonly GssCredential _credential;
    readonly GssName _target;
    readonly string _service;
    bool _holdsCredential;
    SecretBytes? _sessionKey;

    GssContext(GssCredential credential, string service)
        : base(0, ownsHandle: true)
    {
        _credential = credential;
        _service = service;
        _target = GssName.Import(service, GssOids.PrincipalName);

        // Its owner may forget the login (or renew it) between our two legs.
        credential.DangerousAddRef(ref _holdsCredential);
    }

    public override bool IsInvalid => handle == 0;

    public byte AuthenticationType => 16;

    public ReadOnlyMemory<byte> InitialToken { get; private set; }

    public int TokenSize { get; private set; }

    /// <summary>Asks the key distribution center for a ticket to the service: blocks.</summary>
    public static GssContext Create(GssCredential credential, string service)
    {
        var context = new GssContext(credential, service);
        try
        {
            context.InitialToken = context.Step([], GssNative.ContinueNeeded, out _);
            return context;
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    public ReadOnlyMemory<byte> Complete(ReadOnlySpan<byte> serverToken)
    {
        var closing = Step(serverToken, GssNative.Complete, out var flags);
        if ((flags & NeededFlags) != NeededFlags)
            throw new KerberosException(KerberosFailure.ServerNotTrusted, $"{_service} agreed to less protection than we insist on (flags 0x{flags:x}).");

        _sessionKey = ReadSessionKey();
        TokenSize = MeasureToken();
        return closing;
    }

    public void Seal(SealedRange range)
    {
        fixed (byte* header = range.Header, body = range.Body, trailer = range.Trailer, token = range.Token)
        {
            var iov = stackalloc GssNative.Iov[4];
            Describe(iov, range, header, body, trailer, token);
            var major = GssNative.WrapIov(out var minor, handle, 1, 0, out var state, iov, 4);
            GssError.ThrowIfFailed(major, minor, $"Sealing a message for {_service}");
            if (state != 1 || iov[3].Buffer.Length != (nuint)range.Token.Length)
                throw new KerberosException(KerberosFailure.Other, $"The library did not seal a message for {_service} as it had announced.");
        }
    }

    public void Unseal(SealedRange range)
    {
        fixed (byte* header = range.Header, body = range.Body, trailer = range.Trailer, token = range.Token)
        {
            var iov = stackalloc GssNative.Iov[4];
            Describe(iov, range, header, body, trailer, token);
            var major = GssNative.UnwrapIov(out var minor, handle, out var state, out _, iov, 4);

            // A repeated, late or missing message is no routine error but a supplementary bit, reported after decrypting.
            if (major != GssNative.Complete || state != 1 || iov[3].Buffer.Length != (nuint)range.Token.Length)
            {
                range.Body.Clear();
                var detail = major == GssNative.Complete ? null : GssError.Create(major, minor, "Unsealing");
                throw new KerberosException(
                    KerberosFailure.MessageTampered,
                    $"A message from {_service} was changed, repeated or left out on its way (status 0x{major:x}).",
                    detail?.Code ?? 0,
                    detail);
            }
        }
    }

    public SecretBytes CopySessionKey() =>
        _sessionKey is { } key ? new SecretBytes(key.Span) : throw new InvalidOperationException("The security context is not established.");

    protected override bool ReleaseHandle() => GssNative.DeleteSecContext(out _, ref handle, 0) == GssNative.Complete;

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (_holdsCredential)
        {
            _holdsCredential = false;
            _credential.DangerousRelease();
        }

        if (disposing)
        {
            _target.Dispose();
            _sessionKey?.Dispose();
        }
    }

    byte[] Step(ReadOnlySpan<byte> input, uint expected, out uint flags)
    {
        GssNative.Buffer output = default;
        try
        {
            fixed (byte* pointer = input)
            {
                var buffer = new GssNative.Buffer { Length = (nuint)input.Length, Value = pointer };
                var major = GssNative.InitSecContext(
                    out var minor,
                    _credential,
                    ref handle,
                    _target,
                    GssOids.Kerberos,
                    WantedFlags,
                    0,
                    0,
                    input.IsEmpty ? null : &buffer,
                    0,
                    &output,
                    out flags,
                    0);
                GssError.ThrowIfFailed(major, minor, input.IsEmpty ? $"Asking for a ticket to {_service}" : $"Checking that {_service} is who it says it is");
                if (major != expected)
                    throw new KerberosException(KerberosFailure.ServerNotTrusted, $"The conversation with {_service} did not take the three legs it should (status 0x{major:x}).");
            }

            return new ReadOnlySpan<byte>(output.Value, (int)output.Length).ToArray();
        }
        finally
        {
            _ = GssNative.ReleaseBuffer(out _, &output);
        }
    }

    // [0] the key, [1] an identifier whose last arc is the encryption type.
    SecretBytes ReadSessionKey()
    {
        var major = GssNative.InquireSecContextByOid(out var minor, handle, GssOids.SessionKey, out var set);
        GssError.ThrowIfFailed(major, minor, $"Reading the session key of {_service}");
        try
        {
            if (set->Count < 2 || set->Elements[1].Length == 0)
                throw new KerberosException(KerberosFailure.Other, "The library does not tell the encryption type of the session key.");

            var type = set->Elements[1].Value[set->Elements[1].Length - 1];
            if (type is not (17 or 18 or 19 or 20))
                throw new KerberosException(KerberosFailure.ServerNotTrusted, $"{_service} agreed on encryption type {type}, not on AES.");

            var key = new Span<byte>(set->Elements[0].Value, (int)set->Elements[0].Length);
            var copy = new SecretBytes(key);
            key.Clear();
            return copy;
        }
        finally
        {
            _ = GssNative.ReleaseBufferSet(out _, ref set);
        }
    }

    int MeasureToken()
    {
        Span<byte> sample = stackalloc byte[24 + BodyAlignment + 8];
        fixed (byte* pointer = sample)
        {
            var iov = stackalloc GssNative.Iov[4];
            Describe(iov, new SealedRange(sample, 24, 24 + BodyAlignment, sample.Length), pointer, pointer + 24, pointer + 24 + BodyAlignment, null);
            var major = GssNative.WrapIovLength(out var minor, handle, 1, 0, out _, iov, 4);
            GssError.ThrowIfFailed(major, minor, $"Measuring the token for {_service}");
            return (int)iov[3].Buffer.Length;
        }
    }

    static void Describe(GssNative.Iov* iov, SealedRange range, byte* header, byte* body, byte* trailer, byte* token)
    {
        iov[0] = new() { Type = GssNative.IovType.SignOnly, Buffer = new() { Length = (nuint)range.Header.Length, Value = header } };
        iov[1] = new() { Type = GssNative.IovType.Data, Buffer = new() { Length = (nuint)range.Body.Length, Value = body } };
        iov[2] = new() { Type = GssNative.IovType.SignOnly, Buffer = new() { Length = (nuint)range.Trailer.Length, Value = trailer } };
        iov[3] = new() { Type = GssNative.IovType.Header, Buffer = new() { Length = (nuint)range.Token.Length, Value = token } };
    }
}
