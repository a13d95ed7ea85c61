namespace Skybridge.Cloud.Data;

/// <summary>A key of the ring that cookies and forms are protected with, for all nodes of one cloud; sealed with a key that no database has.</summary>
sealed class RingKey
{
    public required Guid Id { get; init; }

    /// <summary>Nonce, tag and the encrypted element.</summary>
    public required byte[] Sealed { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
