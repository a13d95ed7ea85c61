namespace Skybridge.Tests.Fakes;

/// <summary>How a replication service presents itself. The default is Samba's. Immutable: change it with <c>with</c>.</summary>
sealed record FakeServiceOptions
{
    /// <summary>The most objects in a page, whatever a client asks for.</summary>
    public int MaxObjects { get; init; } = 1000;

    /// <summary>What it says it can do ([MS-DRSR] DRS_EXTENSIONS_INT dwFlags). Without 20000000 it is asked in version 8.</summary>
    public uint Extensions { get; init; } = 0x2fffff6f;

    /// <summary>How often the domain was renamed.</summary>
    public uint ReplicationEpoch { get; init; }
}
