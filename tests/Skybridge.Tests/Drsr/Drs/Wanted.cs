using Skybridge.Cryptography;
using Skybridge.Drsr.Drs;
using Skybridge.Tests.Fakes;

namespace Skybridge.Tests.Drsr.Drs;

/// <summary>What the tests ask for, and short cuts to what comes.</summary>
static class Wanted
{
    public static readonly AttributeType[] Attributes =
    [
        AttributeType.ObjectClass, AttributeType.SamAccountName, AttributeType.UserAccountControl, AttributeType.UnicodePwd,
        AttributeType.PwdLastSet, AttributeType.IsDeleted, AttributeType.UserPrincipalName, AttributeType.Name,
    ];

    public static ReplicationRequest Request(FakeDomainController dc, ReplicationCursor? cursor = null) =>
        new() { NamingContext = DsName.FromGuid(dc.Directory.Head.Guid), Attributes = Attributes, Cursor = cursor };

    /// <summary>Reads a cycle and gives its cursor; each page is shown and then disposed.</summary>
    public static async Task<ReplicationCursor> ReadCycleAsync(DrsClient drs, ReplicationRequest request, Action<ReplicationPage>? look = null)
    {
        ReplicationCursor? cursor = null;
        await foreach (var page in drs.ReplicateAsync(request, TestContext.Current.CancellationToken))
        {
            using (page)
            {
                Assert.Null(cursor);
                look?.Invoke(page);
                cursor = page.Cursor;
            }
        }

        return Assert.IsType<ReplicationCursor>(cursor);
    }

    /// <summary>The names of all objects of a cycle, page by page.</summary>
    public static async Task<List<string[]>> ReadNamesAsync(DrsClient drs, ReplicationRequest request)
    {
        var pages = new List<string[]>();
        await ReadCycleAsync(drs, request, page => pages.Add([.. page.Objects.Select(found => found.Name.DistinguishedName.Split(',')[0])]));
        return pages;
    }

    public static void AssertPassword(string password, ReplicatedObject found)
    {
        Span<byte> hash = stackalloc byte[NtHash.Size];
        using var expected = NtHash.FromPassword(password);

        Assert.True(found.TryGetNtHash(hash));
        Assert.Equal(Convert.ToHexString(expected.Bytes), Convert.ToHexString(hash));
    }
}
