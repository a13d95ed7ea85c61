namespace Skybridge.Drsr.Rpc;

/// <summary>The peer sent what no server should send: a fault of its software, of something in between, or an attack. The connection is of no use any more.</summary>
public class RpcProtocolException : DrsrException
{
    /// <summary>Creates an exception that says what was wanted and what was there.</summary>
    public RpcProtocolException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>True: a fresh connection may fare better.</summary>
    public override bool IsTransient => true;
}
