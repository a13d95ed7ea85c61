using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Space;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Sync;

/// <summary>An agent that is upgraded goes on with what it had, from every schema that there ever was.</summary>
public sealed class UpgradeTests
{
    static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    static readonly Guid Person = new("5f0c1a52-0d6b-4b57-9a39-0e1f4a3c2d11");

    readonly FakeTimeProvider _time = new(Now);
    readonly string _path = TemporaryFolder.NewPath();

    public static TheoryData<int> SpaceVersions => [.. Enumerable.Range(1, ConnectorSpace.Migrations.Length)];

    public static TheoryData<int> StoreVersions => [.. Enumerable.Range(1, AgentStore.Migrations.Length)];

    [Theory]
    [MemberData(nameof(SpaceVersions))]
    public void Who_is_known_and_what_waits_is_kept(int version)
    {
        Make(
            ConnectorSpace.Migrations,
            version,
            $"""
            INSERT INTO object (guid, dn, kind, deleted, critical, sam, uac, account_expires, pwd_last_set, has_password, anchor_fixed, delivered_image, delivered_must_change, cloud_user_name)
                VALUES ($guid, 'CN=Ada,DC=corp,DC=example', {(int)ObjectKind.User}, 0, 0, 'ada', 512, 0, 7, 1, 1, 'image', 0, 'ada@corp.example');
            INSERT INTO retry VALUES ($guid, 'cloud-unavailable', NULL, 3, {Now.ToUnixTimeMilliseconds()}, NULL);
            INSERT INTO setting VALUES ('kept', 'yes');
            """);

        using var space = ConnectorSpace.Open(_path, _time);

        var ada = space.Find(Person)!;
        Assert.Equal(("ada", "image", "ada@corp.example", null), (ada.SamAccountName, ada.DeliveredImage, ada.CloudUserName, ada.Removal));
        Assert.Equal(1, space.CountPeople().Total);
        Assert.Equal(3, space.GetRetries([Person])[Person].Attempts);
        Assert.Equal("yes", space.GetSetting("kept"));
        Assert.Equal(ConnectorSpace.Migrations.Length, Version());
    }

    [Theory]
    [MemberData(nameof(StoreVersions))]
    public void What_happened_is_kept(int version)
    {
        Make(AgentStore.Migrations, version, $"INSERT INTO event (at, number, level, domain, text) VALUES ({Now.ToUnixTimeMilliseconds()}, 650, 0, 'corp.example', 'Kept.')");

        using var store = AgentStore.Open(_path, _time);

        Assert.Equal("Kept.", Assert.Single(store.GetEvents(DateTimeOffset.UnixEpoch, 0, null, 10)).Text);
        Assert.Equal(AgentStore.Migrations.Length, Version());
    }

    // Somebody's database is of these scripts: another one is added after them.
    [Fact]
    public void Released_scripts_never_change()
    {
        Assert.Equal("b96d711f490a21b9", Digest(ConnectorSpace.Migrations.Take(3)));
        Assert.Equal("fc2107e0732b4263", Digest(AgentStore.Migrations.Take(4)));
    }

    static string Digest(IEnumerable<string> scripts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', scripts).ReplaceLineEndings("\n"))))[..16];

    void Make(string[] migrations, int version, string content)
    {
        using var connection = new SqliteConnection($"Data Source={_path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.Parameters.AddWithValue("$guid", Person.ToByteArray());
        foreach (var script in migrations.Take(version).Append($"PRAGMA user_version = {version}").Append(content))
        {
            command.CommandText = script;
            command.ExecuteNonQuery();
        }
    }

    long Version()
    {
        using var connection = new SqliteConnection($"Data Source={_path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return (long)command.ExecuteScalar()!;
    }
}
