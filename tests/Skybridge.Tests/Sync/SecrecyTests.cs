using System.Text;
using Skybridge.Contract;
using Skybridge.Cryptography;
using Skybridge.Sync.Engine;
using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>Neither an NT hash nor a verifier is ever on the agent's disk, in an event, in a log or in an exception.</summary>
public class SecrecyTests
{
    [Fact]
    public async Task Nothing_that_stays_holds_a_hash_or_a_verifier()
    {
        await using var rig = Rig.Crowd(5, pageSize: 2);
        var bad = rig.Directory.Objects[4];
        bad.HasDamagedSecret = true;
        rig.Cloud.Judge = change => change.ObjectGuid == rig.Directory.Objects[5].Guid
            ? new DeliveryOutcome { Anchor = change.Anchor, Status = DeliveryStatus.Error, Reason = RefusalReasons.NameTaken }
            : null;
        await rig.CycleAsync();
        rig.Cloud.Accept = _ => throw new InvalidOperationException("Nobody expected this.");
        rig.Directory.SetPassword(rig.Directory.Objects[2], "P@ssw0rd-1");
        await Assert.ThrowsAsync<InvalidOperationException>(rig.CycleAsync);
        rig.Cloud.Accept = _ => { };
        bad.HasDamagedSecret = false;
        rig.Time.Advance(TimeSpan.FromSeconds(5));
        await rig.CycleAsync();
        await rig.PersonAsync("p1");

        var secrets = Secrets(rig);
        var files = System.IO.Directory.GetFiles(rig.Folder).Select(ReadShared).ToList();
        Assert.Contains(files, content => Contains(content, Encoding.UTF8.GetBytes("p1@corp.example")));
        Assert.True(secrets.Count > 15);
        foreach (var content in files.Append(Encoding.UTF8.GetBytes(string.Join('\n', rig.Log.Lines))))
            Assert.DoesNotContain(secrets, secret => Contains(content, secret));
    }

    [Fact]
    public async Task What_was_derived_prints_nothing_of_itself()
    {
        await using var rig = Rig.Crowd(1);
        await rig.SyncAsync();
        var change = Assert.Single(Assert.Single(rig.Cloud.Batches).Changes);
        var encoded = change.Password!.Verifier!.Encode();

        Assert.DoesNotContain(encoded.Split(',')[^1].TrimEnd(';'), $"{change} {change.Password} {change.Password.Verifier} {new WorkItem { Known = null, State = rig.State(rig.Directory.Objects[2]), Decision = default }}");
    }

    // Each as raw bytes, and in hex of both cases.
    static List<byte[]> Secrets(Rig rig)
    {
        var raw = new List<byte[]>();
        for (var i = 1; i <= 5; i++)
        {
            using var hash = NtHash.FromPassword($"P@ssw0rd-{i}");
            raw.Add(hash.Bytes.ToArray());
        }

        var verifiers = rig.Cloud.Batches.SelectMany(batch => batch.Changes).Select(change => change.Password?.Verifier).OfType<PasswordVerifier>();
        raw.AddRange(verifiers.Select(verifier => Convert.FromHexString(verifier.Encode().Split(',')[^1].TrimEnd(';'))));
        return [.. raw.SelectMany(bytes => new[]
        {
            bytes,
            Encoding.ASCII.GetBytes(Convert.ToHexString(bytes)),
            Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes)),
            Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes)),
        })];
    }

    static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        file.CopyTo(copy);
        return copy.ToArray();
    }

    static bool Contains(byte[] content, byte[] part) => content.AsSpan().IndexOf(part) >= 0;
}
