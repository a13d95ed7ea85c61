namespace Skybridge.Drsr.Rpc;

/// <summary>The endpoint mapper answered, but knows no TCP port for the interface: the service is not running there, or not yet.</summary>
public sealed class EndpointNotFoundException(string endpoint, RpcInterface target)
    : DrsrException($"The endpoint mapper at {endpoint} knows no TCP port for interface {target.Id}. Is the host a domain controller, and is its directory service running?")
{
    /// <summary>Always true: a server that starts registers its interfaces late.</summary>
    public override bool IsTransient => true;
}
