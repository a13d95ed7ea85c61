using Skybridge.Lab;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests;

/// <summary>A whole product whose domain controller stands behind a firewall, in a network of its own.</summary>
public sealed record FirewalledLab(ProductLab Stack, NetworkNamespace Network) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Stack.DisposeAsync();
        await Network.DisposeAsync();
    }
}
