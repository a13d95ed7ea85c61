using System.Text.Json;
using Skybridge.Contract;
using Skybridge.Cryptography;

namespace Skybridge.Tests.Contract;

public class ContractJsonTests
{
    static readonly AttributeStamp Stamp = new(3, new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero), Guid.NewGuid(), 4711);

    [Fact]
    public void A_batch_survives_the_round_trip()
    {
        using var hash = NtHash.FromPassword("Grüße, 世界");
        var verifier = PasswordVerifier.Derive(hash);
        var batch = new DeliveryBatch
        {
            Sequence = 7,
            Domain = "north.example",
            Epoch = 0,
            Changes =
            [
                new DirectoryChange
                {
                    Anchor = SourceAnchor.FromObjectGuid(Guid.NewGuid()),
                    ObjectGuid = Guid.NewGuid(),
                    Person = new PersonImage
                    {
                        UserName = "jörg \"the cat\"@north.example",
                        SamAccountName = "joerg",
                        NetBiosDomain = "NORTH",
                        DistinguishedName = @"CN=Cat\, Jörg \+ Co,DC=north,DC=example",
                        Sid = "S-1-5-21-1-2-3-1103",
                        Enabled = false,
                    },
                    Password = new PasswordChange { Version = new(0, Stamp, Stamp), Verifier = verifier },
                },
            ],
        };

        var json = JsonSerializer.SerializeToUtf8Bytes(batch, ContractJson.Default.DeliveryBatch);
        var back = JsonSerializer.Deserialize(json, ContractJson.Default.DeliveryBatch)!;

        var change = Assert.Single(back.Changes);
        Assert.Equal(batch.Changes[0].Person, change.Person);
        Assert.Equal(batch.Changes[0].Anchor, change.Anchor);
        Assert.Equal(batch.Changes[0].Password!.Version, change.Password!.Version);
        Assert.Equal(verifier.Encode(), change.Password.Verifier!.Encode());
    }

    [Theory]
    [InlineData("""{"sequence":1,"domain":"d","epoch":0,"changes":[],"extra":1}""")]
    [InlineData("""{"sequence":1,"domain":"d","epoch":0}""")]
    [InlineData("""{"sequence":1,"domain":null,"epoch":0,"changes":[]}""")]
    [InlineData("""{"sequence":1,"sequence":2,"domain":"d","epoch":0,"changes":[]}""")]
    [InlineData("""{"sequence":1,"domain":"d","epoch":0,"changes":[{"anchor":"!","objectGuid":"5bd1a6a4-5c9f-4f57-b4cf-7b2f0a2b0d5e"}]}""")]
    public void Unknown_missing_null_doubled_and_malformed_members_are_refused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, ContractJson.Default.DeliveryBatch));
}
