using System.Diagnostics.CodeAnalysis;
using Skybridge.Drsr.Rpc;

namespace Skybridge.Drsr.Ndr;

/// <summary>The peer sent something that is not the NDR that was expected. The message names what was wanted, never the bytes.</summary>
public sealed class NdrException : RpcProtocolException
{
    internal NdrException(string message)
        : base(message)
    {
    }

    [DoesNotReturn]
    internal static void ThrowTruncated(int position, long wanted, int length) =>
        throw new NdrException($"NDR: {wanted} bytes wanted at offset {position}, but the stub has {length}.");

    [DoesNotReturn]
    internal static void ThrowTooMany(string what, long count, long limit) =>
        throw new NdrException($"NDR: {count} {what}, more than the limit of {limit} or than the stub can hold.");

    [DoesNotReturn]
    internal static void ThrowUnexpected(string what, long expected, long found) =>
        throw new NdrException($"NDR: {what} should be {expected} but is {found}.");
}
