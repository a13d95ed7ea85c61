namespace Skybridge.Drsr.Rpc;

/// <summary>The server's RPC runtime refused a call.</summary>
/// <remarks>Faults are not authenticated: a signal, never data.</remarks>
public sealed class RpcFaultException(uint status, string call)
    : DrsrException($"{call} was refused by the server's RPC runtime with fault 0x{status:x8} ({Describe(status)}).")
{
    /// <summary>nca_s_fault_access_denied: the call is not allowed at this authentication level, or at all.</summary>
    public const uint AccessDenied = 0x00000005;

    /// <summary>RPC_S_SEC_PKG_ERROR: the security package rejected the exchange.</summary>
    public const uint SecurityPackageError = 0x00000721;

    /// <summary>nca_s_proto_error: the server believes that we broke the protocol, or that authentication never finished.</summary>
    public const uint ProtocolError = 0x1c01000b;

    /// <summary>The fault's status code.</summary>
    public uint Status { get; } = status;

    /// <summary>True unless the server said that it will not have us.</summary>
    public override bool IsTransient => Status != AccessDenied;

    static string Describe(uint status) => status switch
    {
        AccessDenied => "access denied",
        SecurityPackageError => "security package error",
        ProtocolError => "protocol error",
        0x1c010002 => "operation number out of range",
        0x1c010003 => "unknown interface",
        0x1c000006 => "fault in the server's marshalling",
        0x000006f7 => "the stub received bad data",
        0x1c00001a => "context mismatch",
        _ => "no name known",
    };
}
