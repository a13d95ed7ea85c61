namespace Skybridge.Drsr.Rpc;

/// <summary>The server does not offer the interface on this port, or not in a form that we speak.</summary>
public sealed class RpcBindException : DrsrException
{
    /// <summary>Creates an exception about the refusal's result and reason codes ([C706] p_cont_def_result_t).</summary>
    public RpcBindException(string endpoint, int result, int reason)
        : base($"{endpoint} refused the RPC interface (result {result}, reason {reason}). Another program may listen there now: ask the endpoint mapper again.")
    {
        Result = result;
        Reason = reason;
    }

    /// <summary>The result code; -1 for a bind_nak.</summary>
    public int Result { get; }

    /// <summary>The reason code.</summary>
    public int Reason { get; }

    /// <summary>True: the endpoint mapper's answer may have been stale.</summary>
    public override bool IsTransient => true;
}
