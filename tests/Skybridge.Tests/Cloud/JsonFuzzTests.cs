using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.WebUtilities;
using Skybridge.Cloud.Delivery;
using Skybridge.Cloud.People;
using Skybridge.Cloud.SignIn;
using Skybridge.Contract;
using Skybridge.Tests.Cloud.Support;
using Skybridge.Tests.Fuzzing;

namespace Skybridge.Tests.Cloud;

/// <summary>What agents, clouds and browsers may send each other, damaged: an error that is expected, no more memory than it has bytes for, and no hanging.</summary>
public class JsonFuzzTests
{
    [Fact]
    public void Batches_of_people()
    {
        var (person, leaves) = (new TestPerson(), new TestPerson { Upn = "zoé \"x\"@north.example" });
        var batch = new DeliveryBatch { Sequence = 7, Domain = "north.example", Epoch = 1, Changes = [person.Whole(), leaves.Removed(), person.VersionOnly(), leaves.NoPassword()] };
        Json(ContractJson.Default.DeliveryBatch, 15_000, taken => Assert.All(taken.Changes, change => _ = change?.Person is { } image ? PersonValues.FindInvalid(image) : null), batch);
    }

    [Fact]
    public void Questions_of_agents()
    {
        Json(ContractJson.Default.LeaseRequest, 5_000, _ => { }, new LeaseRequest { Domain = "north.example", Run = Guid.NewGuid(), Wish = LeaseWish.Hold });
        Json(ContractJson.Default.PersonQuery, 5_000, _ => { }, new PersonQuery { Anchor = new TestPerson().Anchor, UserName = "ada@north.example" });
        Json(ContractJson.Default.SignInOrder, 5_000, _ => { }, new SignInOrder { Method = SignInMethod.PasswordHash });
    }

    [Fact]
    public void Answers_of_a_cloud()
    {
        var tenant = new TenantState { TenantId = Guid.NewGuid(), Name = "Contoso", PasswordSync = true, ForcePasswordChange = false, VerifiedDomains = ["contoso.example"] };
        var outcome = new DeliveryOutcome { Anchor = new TestPerson().Anchor, Status = DeliveryStatus.Error, Reason = RefusalReasons.NameTaken, Detail = "The name is taken.", UserName = "ada@north.example" };
        Json(ContractJson.Default.DeliveryReceipt, 10_000, _ => { }, new DeliveryReceipt { Sequence = 7, Outcomes = [outcome, outcome], Tenant = tenant });
        Json(ContractJson.Default.TenantState, 5_000, _ => { }, tenant);
    }

    /// <summary>The framework takes a form apart; what came of it is ours to look at.</summary>
    [Fact]
    public void Forms_of_a_browser() => Fuzzer.Run(
        [
            .. ((string[])["username=ada%40north.example&current=P%40ssw0rd&new=Ein+ganz+neues%F0%9F%A6%8A&again=Ein+ganz+neues", "username=%00&new=&current=%e9&again=x", "username=a&username=b;c=d&new=%u1234"])
                .Select(Encoding.ASCII.GetBytes),
        ],
        ReadForm,
        error => error is InvalidDataException,
        15_000);

    static void ReadForm(byte[] body)
    {
        using var reader = new FormReader(Encoding.Latin1.GetString(body));
        var fields = reader.ReadForm();
        string Field(string name) => fields.TryGetValue(name, out var value) ? value.ToString() : "";
        var form = new NewPasswordForm { UserName = Field("username"), Current = Field("current"), New = Field("new"), Again = Field("again") };
        _ = NewPasswordRules.FindBroken(form, [form.UserName, null, UserNames.LocalPart(form.UserName)]);
        _ = UserNames.TryParseDomain(UserNames.Suffix(form.UserName), out _);
        _ = UserNames.IsText(UserNames.Normalize(form.UserName));
        _ = OneTimeCode.Hash(form.New);
    }

    static void Json<T>(JsonTypeInfo<T> type, int count, Action<T> touch, params T[] corpus) => Fuzzer.Run(
        [.. corpus.Select(message => JsonSerializer.SerializeToUtf8Bytes(message, type))],
        bytes =>
        {
            if (JsonSerializer.Deserialize(bytes, type) is { } read)
                touch(read);
        },
        error => error is JsonException,
        count,
        typeof(T).Name);
}
