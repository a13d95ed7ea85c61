using System.Runtime.InteropServices;

namespace Skybridge.Drsr.Security.Gss;

/// <summary>A Kerberos conversation with one service whose messages are wrapped as wholes: two legs, mutual, sealed.</summary>
sealed unsafe class GssMessageContext : SafeHandle, IMessageSecurity
{
    // MUTUAL 2, REPLAY 4, SEQUENCE 8, CONF 10, INTEG 20.
    const uint WantedFlags = 0x3e;
    const uint NeededFlags = 0x36;

    readonly GssCredential _credential;
    readonly GssName _target;
    readonly string _service;
    bool _holdsCredential;

    GssMessageContext(GssCredential credential, string service)
        : base(0, ownsHandle: true)
    {
        _credential = credential;
        _service = service;
        _target = GssName.Import(service, GssOids.PrincipalName);
        credential.DangerousAddRef(ref _holdsCredential);
    }

    public override bool IsInvalid => handle == 0;

    public ReadOnlyMemory<byte> InitialToken { get; private set; }

    /// <summary>Asks the key distribution center for a ticket to the service: blocks.</summary>
    public static GssMessageContext Create(GssCredential credential, string service)
    {
        var context = new GssMessageContext(credential, service);
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
        return (flags & NeededFlags) == NeededFlags
            ? closing
            : throw new KerberosException(KerberosFailure.ServerNotTrusted, $"{_service} agreed to less protection than we insist on (flags 0x{flags:x}).");
    }

    public byte[] Wrap(ReadOnlySpan<byte> message, bool signOnly)
    {
        GssNative.Buffer output = default;
        try
        {
            fixed (byte* pointer = message)
            {
                var input = new GssNative.Buffer { Length = (nuint)message.Length, Value = pointer };
                var major = GssNative.Wrap(out var minor, handle, signOnly ? 0 : 1, 0, &input, out var state, &output);
                GssError.ThrowIfFailed(major, minor, $"Sealing a message for {_service}");
                if (state != (signOnly ? 0 : 1))
                    throw new KerberosException(KerberosFailure.Other, $"The library did not seal a message for {_service} as it was asked to.");
            }

            return new ReadOnlySpan<byte>(output.Value, (int)output.Length).ToArray();
        }
        finally
        {
            _ = GssNative.ReleaseBuffer(out _, &output);
        }
    }

    public byte[] Unwrap(ReadOnlySpan<byte> wrapped, bool wantsSealed)
    {
        GssNative.Buffer output = default;
        try
        {
            fixed (byte* pointer = wrapped)
            {
                var input = new GssNative.Buffer { Length = (nuint)wrapped.Length, Value = pointer };
                var major = GssNative.Unwrap(out var minor, handle, &input, &output, out var state, out _);
                // A repeated, late or missing message is no routine error but a supplementary bit.
                if (major != GssNative.Complete || (wantsSealed && state != 1))
                {
                    var detail = major == GssNative.Complete ? null : GssError.Create(major, minor, "Unsealing");
                    throw new KerberosException(
                        KerberosFailure.MessageTampered,
                        $"A message from {_service} was changed, repeated or left out on its way (status 0x{major:x}).",
                        detail?.Code ?? 0,
                        detail);
                }
            }

            return new ReadOnlySpan<byte>(output.Value, (int)output.Length).ToArray();
        }
        finally
        {
            new Span<byte>(output.Value, (int)output.Length).Clear();
            _ = GssNative.ReleaseBuffer(out _, &output);
        }
    }

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
            _target.Dispose();
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
                    out var minor, _credential, ref handle, _target, GssOids.Kerberos, WantedFlags, 0, 0, input.IsEmpty ? null : &buffer, 0, &output, out flags, 0);
                GssError.ThrowIfFailed(major, minor, input.IsEmpty ? $"Asking for a ticket to {_service}" : $"Checking that {_service} is who it says it is");
                if (major != expected)
                    throw new KerberosException(KerberosFailure.ServerNotTrusted, $"The conversation with {_service} did not take the two legs it should (status 0x{major:x}).");
            }

            return new ReadOnlySpan<byte>(output.Value, (int)output.Length).ToArray();
        }
        finally
        {
            _ = GssNative.ReleaseBuffer(out _, &output);
        }
    }
}
