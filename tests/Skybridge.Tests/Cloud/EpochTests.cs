using System.Net;
using Skybridge.Contract;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

public sealed class EpochTests : IAsyncLifetime
{
    readonly RunningCloud _cloud = new();

    public ValueTask InitializeAsync() => _cloud.InitializeAsync();

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task An_epoch_ends_once_however_often_it_is_told()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);

        var first = await agent.EndEpochAsync(0);
        var again = await agent.EndEpochAsync(0);
        var future = await agent.EndEpochAsync(7);
        var second = await agent.EndEpochAsync(1);

        Assert.Equal((1, 1, 1, 2), (first.Epoch, again.Epoch, future.Epoch, second.Epoch));
        Assert.Equal(2, (await agent.GetTenantAsync()).Epoch);
    }

    [Fact]
    public async Task A_batch_of_an_ended_epoch_is_refused_as_a_whole()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        var person = new TestPerson();
        await agent.EndEpochAsync(0);

        using var response = await agent.SendBatchAsync(
            new DeliveryBatch { Sequence = 1, Domain = "NORTH.example", Epoch = 0, Changes = [person.Whole()] });

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal(ErrorCodes.EpochOutdated, (await TestAgent.ReadErrorAsync(response)).Code);
        Assert.Null((await _cloud.StoredAsync(person)).User);
    }

    [Fact]
    public async Task After_a_rollback_a_lower_version_of_the_new_epoch_wins()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        var person = new TestPerson { Version = 9, Password = "before the rollback" };
        await agent.DeliverAsync(1, [person.Whole()]);
        await agent.EndEpochAsync(0);

        await agent.DeliverAsync(2, [(person with { Version = 3, Epoch = 1, Password = "after the rollback" }).PasswordOnly()], epoch: 1);

        Assert.True(Passwords.Match((await _cloud.StoredAsync(person)).Credential!, "after the rollback"));
    }

    [Fact]
    public async Task A_password_of_an_epoch_that_has_not_begun_is_refused()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        var person = new TestPerson { Epoch = 3 };

        var outcome = await agent.DeliverOneAsync(person.Whole());

        Assert.Equal((DeliveryStatus.Error, RefusalReasons.InvalidValue), (outcome.Status, outcome.Reason));
        Assert.Null((await _cloud.StoredAsync(person)).Credential);
    }

    [Fact]
    public async Task Domains_have_epochs_of_their_own()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        await agent.EndEpochAsync(0);

        using var response = await agent.SendAsync(HttpMethod.Get, $"{ApiPaths.Tenant}?domain=south.example", null);

        Assert.Equal(0, (await TestAgent.ReadAsync(response, ContractJson.Default.TenantState)).Epoch);
    }
}
