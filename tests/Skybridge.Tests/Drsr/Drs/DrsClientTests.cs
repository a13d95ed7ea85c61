using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Ndr;
using Skybridge.Drsr.Rpc;
using Skybridge.Drsr.Security;
using Skybridge.Tests.Fakes;

namespace Skybridge.Tests.Drsr.Drs;

/// <summary>Opening, single objects, names, closing.</summary>
public sealed class DrsClientTests : IAsyncDisposable
{
    readonly FakeDomainController _dc = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _dc.DisposeAsync();

    [Fact]
    public async Task One_object_is_read_by_guid_or_by_name()
    {
        var anna = _dc.Directory.AddUser("anna", "P@ssw0rd");
        await using var drs = await _dc.ConnectAsync(Token);

        foreach (var name in new[] { DsName.FromGuid(anna.Guid), DsName.FromDistinguishedName(anna.DistinguishedName) })
        {
            using var page = await drs.ReplicateObjectAsync(name, Wanted.Attributes, Token);

            Wanted.AssertPassword("P@ssw0rd", Assert.Single(page!.Objects));
        }
    }

    [Fact]
    public async Task One_object_is_no_place_to_go_on_from()
    {
        var anna = _dc.Directory.AddUser("anna", "P@ssw0rd");
        await using var drs = await _dc.ConnectAsync(Token);

        using var page = await drs.ReplicateObjectAsync(DsName.FromGuid(anna.Guid), Wanted.Attributes, Token);

        Assert.Null(page!.Cursor);
    }

    [Fact]
    public async Task An_object_that_is_not_there_is_null()
    {
        await using var drs = await _dc.ConnectAsync(Token);

        Assert.Null(await drs.ReplicateObjectAsync(DsName.FromGuid(Guid.NewGuid()), Wanted.Attributes, Token));
        Assert.Null(await drs.ReplicateObjectAsync(DsName.FromDistinguishedName("CN=nobody,DC=corp,DC=example"), Wanted.Attributes, Token));
    }

    [Fact]
    public async Task An_object_without_any_of_the_wanted_attributes_is_there_all_the_same()
    {
        var anna = _dc.Directory.AddUser("anna", "P@ssw0rd");
        await using var drs = await _dc.ConnectAsync(Token);

        using var page = await drs.ReplicateObjectAsync(DsName.FromGuid(anna.Guid), [AttributeType.Mail], Token);

        Assert.Equal(anna.Guid, Assert.Single(page!.Objects).Name.ObjectGuid);
        Assert.False(page.Objects[0].Has(AttributeType.Mail));
    }

    [Fact]
    public async Task Asking_for_no_attribute_at_all_is_the_callers_fault()
    {
        await using var drs = await _dc.ConnectAsync(Token);

        await Assert.ThrowsAsync<ArgumentException>(() => Wanted.ReadCycleAsync(drs, Wanted.Request(_dc) with { Attributes = [] }));

        Assert.Empty(_dc.Requests);
        await Wanted.ReadCycleAsync(drs, Wanted.Request(_dc));
    }

    [Theory]
    [InlineData(15u, DrsException.AccessDenied)]
    [InlineData(16u, 87)]
    [InlineData(6u, 0)]
    [InlineData(0u, 0)]
    public async Task A_refusal_by_extended_result_is_no_missing_object(uint result, int error)
    {
        var pool = new RecordingPool();
        var page = FakeCycle.Page(_dc.Directory) with { ExtendedResult = result };
        _dc.Rpc = new() { Interrupt = step => step.Operation == 3 ? FakeAnswer.Stub(page.Write()) : null };
        await using var drs = await _dc.ConnectAsync(new RpcOptions { Pool = pool }, Token);

        var refusal = await Assert.ThrowsAsync<DrsException>(() => drs.ReplicateObjectAsync(DsName.FromGuid(Guid.NewGuid()), Wanted.Attributes, Token));

        Assert.Equal(error, refusal.Error);
        pool.AssertAllWiped();
    }

    [Fact]
    public async Task Reading_one_object_between_cycles_does_not_disturb_them()
    {
        var anna = _dc.Directory.AddUser("anna", "P@ssw0rd");
        await using var drs = await _dc.ConnectAsync(Token);
        var cursor = await Wanted.ReadCycleAsync(drs, Wanted.Request(_dc));

        using (await drs.ReplicateObjectAsync(DsName.FromGuid(anna.Guid), Wanted.Attributes, Token))
            Assert.Equal(cursor, await Wanted.ReadCycleAsync(drs, Wanted.Request(_dc, cursor)));
    }

    [Theory]
    [InlineData(0x2fffff6fu, 10u)]
    [InlineData(0x0fffff6fu, 8u)]
    public async Task The_newest_request_that_the_server_takes_is_sent(uint extensions, uint version)
    {
        _dc.Service = new() { Extensions = extensions };
        await using var drs = await _dc.ConnectAsync(Token);

        await Wanted.ReadCycleAsync(drs, Wanted.Request(_dc));

        Assert.Equal(version, Assert.Single(_dc.Requests).Version);
    }

    [Fact]
    public async Task Domain_controllers_are_listed_and_lend_their_name_for_introduction()
    {
        await using var drs = await _dc.ConnectAsync(Token);

        var found = Assert.Single(await drs.GetDomainControllersAsync("corp.example", Token));
        drs.IntroduceAs(found.DsaGuid);
        await Wanted.ReadCycleAsync(drs, Wanted.Request(_dc));

        Assert.Equal("dc1.corp.example", found.DnsHostName);
        Assert.Equal(_dc.Directory.DsaGuid, Assert.Single(_dc.Requests).Destination);
    }

    [Fact]
    public async Task Names_are_translated_one_for_one()
    {
        var anna = _dc.Directory.AddUser("anna", "P@ssw0rd");
        await using var drs = await _dc.ConnectAsync(Token);

        var names = await drs.CrackNamesAsync(NameFormat.Nt4Account, NameFormat.ObjectGuid, [@"CORP\anna", @"CORP\nobody"], Token);

        Assert.Equal([new CrackedName(0, "corp.example", anna.Guid.ToString("B")), new CrackedName(2, null, null)], names);
        Assert.True(names[0].IsFound);
        Assert.False(names[1].IsFound);
    }

    [Fact]
    public async Task Fewer_results_than_names_are_refused()
    {
        _dc.Rpc = new() { Interrupt = step => step.Operation == 12 ? FakeAnswer.Stub(FakeDrsuapi.Refusal(12, 0)) : null };
        await using var drs = await _dc.ConnectAsync(Token);

        await Assert.ThrowsAsync<NdrException>(() => drs.CrackNamesAsync(NameFormat.Canonical, NameFormat.ObjectGuid, ["corp.example/"], Token));
    }

    [Fact]
    public async Task An_unknown_domain_and_an_unknown_naming_context_are_refused_by_number()
    {
        await using var drs = await _dc.ConnectAsync(Token);

        var domain = await Assert.ThrowsAsync<DrsException>(() => drs.GetDomainControllersAsync("other.example", Token));
        var elsewhere = Wanted.Request(_dc) with { NamingContext = DsName.FromGuid(Guid.NewGuid()) };
        var context = await Assert.ThrowsAsync<DrsException>(() => Wanted.ReadCycleAsync(drs, elsewhere));

        Assert.Equal(1355, domain.Error);
        Assert.Equal(DrsException.BadNamingContext, context.Error);
    }

    [Fact]
    public async Task A_renamed_domain_is_bound_again_with_its_own_epoch()
    {
        _dc.Service = new() { ReplicationEpoch = 3 };

        await using var drs = await _dc.ConnectAsync(Token);

        Assert.Equal(2, _dc.Steps.Count(step => step is { Kind: FakeStepKind.Call, Operation: 0 }));
        await Wanted.ReadCycleAsync(drs, Wanted.Request(_dc));
    }

    [Fact]
    public async Task A_refused_bind_closes_the_connection()
    {
        _dc.Rpc = new() { Interrupt = step => step is { Kind: FakeStepKind.Call, Operation: 0 } ? FakeAnswer.Error(8593) : null };

        var error = await Assert.ThrowsAsync<DrsException>(() => _dc.ConnectAsync(Token));

        Assert.Equal(DrsException.DifferentEpochs, error.Error);
    }

    [Fact]
    public async Task After_unbinding_the_handle_is_refused()
    {
        await using var drs = await _dc.ConnectAsync(Token);

        await drs.UnbindAsync(Token);

        var error = await Assert.ThrowsAsync<DrsException>(() => Wanted.ReadCycleAsync(drs, Wanted.Request(_dc)));
        Assert.Equal(6, error.Error);
    }

    [Theory]
    [InlineData(FakeStepKind.Bind, 0)]
    [InlineData(FakeStepKind.Alter, 0)]
    [InlineData(FakeStepKind.Call, 0)]
    public async Task A_server_that_refuses_while_connecting_gets_nothing_left_open(FakeStepKind kind, ushort operation)
    {
        var security = FakeSecurityContext.Client();
        _dc.Rpc = new() { Interrupt = step => step.Kind == kind && step.Operation == operation ? FakeAnswer.Fault(RpcFaultException.AccessDenied) : null };

        var error = await Assert.ThrowsAsync<RpcFaultException>(
            () => DrsClient.OpenAsync(_dc.Open(), FakeDomainController.Endpoint, security, new RpcOptions(), Token));

        Assert.Equal(RpcFaultException.AccessDenied, error.Status);
        Assert.False(error.IsTransient);
        Assert.True(security.IsDisposed);
    }

    [Fact]
    public async Task A_server_that_cannot_prove_itself_is_not_talked_to()
    {
        _dc.Security = () => FakeSecurityContext.Server(secret: [1, 2, 3]);

        var error = await Assert.ThrowsAsync<KerberosException>(() => _dc.ConnectAsync(Token));

        Assert.Equal(KerberosFailure.ServerNotTrusted, error.Failure);
        Assert.Equal([FakeStepKind.Bind], _dc.Steps.Select(step => step.Kind));
    }

    [Fact]
    public async Task A_second_call_while_one_is_open_is_the_callers_fault()
    {
        _dc.Rpc = new() { Interrupt = step => step.Operation == 12 ? FakeAnswer.Hang : null };
        var drs = await _dc.ConnectAsync(Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var open = drs.CrackNamesAsync(NameFormat.Canonical, NameFormat.ObjectGuid, ["corp.example/"], stop.Token);

        await Assert.ThrowsAsync<InvalidOperationException>(() => drs.GetDomainControllersAsync("corp.example", Token));

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => open);
        await drs.DisposeAsync();
    }
}
