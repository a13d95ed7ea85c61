namespace Skybridge.Drsr.Rpc;

/// <summary>An RPC interface by its identifier and version.</summary>
/// <param name="Id">The interface's UUID.</param>
/// <param name="Major">The major version.</param>
/// <param name="Minor">The minor version.</param>
public sealed record RpcInterface(Guid Id, ushort Major, ushort Minor)
{
    /// <summary>The endpoint mapper. [C706] appendix O.</summary>
    public static RpcInterface EndpointMapper { get; } = new(new("e1af8308-5d1f-11c9-91a4-08002b14a0fa"), 3, 0);

    /// <summary>The directory replication service. [MS-DRSR] drsuapi.</summary>
    public static RpcInterface Drsuapi { get; } = new(new("e3514235-4b06-11d1-ab04-00c04fc2dcd2"), 4, 0);

    /// <summary>The transfer syntax NDR 2.0. [C706] chapter 14.</summary>
    internal static RpcInterface Ndr { get; } = new(new("8a885d04-1ceb-11c9-9fe8-08002b104860"), 2, 0);
}
