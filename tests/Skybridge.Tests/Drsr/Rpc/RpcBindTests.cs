using Skybridge.Drsr.Rpc;
using Skybridge.Drsr.Security;
using Skybridge.Tests.Fakes;

namespace Skybridge.Tests.Drsr.Rpc;

/// <summary>What may go wrong before the first call.</summary>
public class RpcBindTests
{
    [Fact]
    public async Task A_bind_takes_three_legs_and_no_call()
    {
        await using var server = new EchoServer();
        await using var connection = await server.BindAsync();

        Assert.Equal(EchoServer.Endpoint, connection.Endpoint);
        Assert.Equal(1, server.Client!.Completions);
        Assert.Equal(0, server.Calls);
    }

    [Fact]
    public async Task A_server_that_does_not_sign_headers_is_refused_before_it_gets_the_last_token()
    {
        await using var server = new EchoServer(new() { SignsHeaders = false });

        var error = await Assert.ThrowsAsync<RpcProtocolException>(() => server.BindAsync());

        Assert.Contains("does not sign PDU headers", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, server.Client!.Completions);
        Assert.True(server.Client.IsDisposed);
    }

    [Fact]
    public async Task A_bind_that_is_rejected_says_why()
    {
        await using var server = new EchoServer(Answer(FakeStepKind.Bind, FakeAnswer.BindNak(4)));

        var error = await Assert.ThrowsAsync<RpcBindException>(() => server.BindAsync());

        Assert.Equal((-1, 4), (error.Result, error.Reason));
        Assert.True(error.IsTransient);
        Assert.True(server.Client!.IsDisposed);
    }

    [Theory]
    [InlineData(FakeStepKind.Bind)]
    [InlineData(FakeStepKind.Alter)]
    public async Task A_context_that_is_rejected_says_why(FakeStepKind kind)
    {
        await using var server = new EchoServer(Answer(kind, FakeAnswer.RejectContext(2, 1)));

        var error = await Assert.ThrowsAsync<RpcBindException>(() => server.BindAsync());

        Assert.Equal((2, 1), (error.Result, error.Reason));
    }

    [Theory]
    [InlineData(FakeStepKind.Bind)]
    [InlineData(FakeStepKind.Alter)]
    public async Task A_fault_while_binding_keeps_its_code(FakeStepKind kind)
    {
        await using var server = new EchoServer(Answer(kind, FakeAnswer.Fault(RpcFaultException.SecurityPackageError)));

        var error = await Assert.ThrowsAsync<RpcFaultException>(() => server.BindAsync());

        Assert.Equal(RpcFaultException.SecurityPackageError, error.Status);
        Assert.True(error.IsTransient);
        Assert.True(server.Client!.IsDisposed);
    }

    [Theory]
    [InlineData(FakeStepKind.Bind)]
    [InlineData(FakeStepKind.Alter)]
    public async Task A_server_that_hangs_up_while_binding_is_no_mystery(FakeStepKind kind)
    {
        await using var server = new EchoServer(Answer(kind, FakeAnswer.Close));

        var error = await Assert.ThrowsAsync<RpcTransportException>(() => server.BindAsync());

        Assert.Equal($"{EchoServer.Endpoint} closed the connection.", error.Message);
        Assert.Equal((TransportStep.Exchange, false), (error.Step, error.IsTimeout));
        Assert.True(server.Client!.IsDisposed);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", true)]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", true)]
    public async Task Another_protocol_is_recognised(string banner, bool isNoise)
    {
        var answer = FakeAnswer.Raw(System.Text.Encoding.ASCII.GetBytes(banner.PadRight(isNoise ? 64 : 0)));
        await using var server = new EchoServer(Answer(FakeStepKind.Bind, isNoise ? answer : FakeAnswer.Close));

        var error = await Assert.ThrowsAnyAsync<Skybridge.Drsr.DrsrException>(() => server.BindAsync());

        Assert.Equal(isNoise, error is RpcProtocolException);
    }

    [Fact]
    public async Task A_server_without_proof_is_not_given_the_last_token()
    {
        await using var server = new EchoServer(new()
        {
            Tamper = (step, pdus) => step.Kind == FakeStepKind.Bind ? [WithoutToken(pdus[0])] : pdus,
        });

        await Assert.ThrowsAsync<RpcProtocolException>(() => server.BindAsync());

        Assert.Equal(0, server.Client!.Completions);
    }

    [Fact]
    public async Task A_server_with_a_wrong_proof_is_not_trusted()
    {
        await using var server = new EchoServer(security: FakeSecurityContext.Server(secret: [1]));

        var error = await Assert.ThrowsAsync<KerberosException>(() => server.BindAsync());

        Assert.Equal(KerberosFailure.ServerNotTrusted, error.Failure);
        Assert.False(error.IsTransient);
    }

    [Theory]
    [InlineData(0, "type")]
    [InlineData(1, "level")]
    [InlineData(4, "context")]
    public async Task A_bind_answer_of_other_authentication_is_refused(int offset, string what)
    {
        await using var server = new EchoServer(new()
        {
            Tamper = (step, pdus) =>
            {
                if (step.Kind == FakeStepKind.Bind)
                    pdus[0][pdus[0].Length - (pdus[0][10] | (pdus[0][11] << 8)) - PduHeader.TrailerSize + offset]++;
                return pdus;
            },
        });

        var error = await Assert.ThrowsAsync<RpcProtocolException>(() => server.BindAsync());

        Assert.Contains("authentication", error.Message, StringComparison.Ordinal);
        Assert.True(server.Client!.Completions == 0, what);
    }

    [Fact]
    public async Task An_answer_to_another_bind_is_refused()
    {
        await using var server = new EchoServer(new()
        {
            Tamper = (_, pdus) =>
            {
                pdus[0][12]++;
                return pdus;
            },
        });

        await Assert.ThrowsAsync<RpcProtocolException>(() => server.BindAsync());
    }

    [Fact]
    public async Task Several_results_for_one_context_are_refused()
    {
        await using var server = new EchoServer(new()
        {
            // header 16, sizes and group 8, address length 2, "49152\0", no pad: the count stands at 32.
            Tamper = (_, pdus) =>
            {
                Assert.Equal(1, pdus[0][32]);
                pdus[0][32] = 2;
                return pdus;
            },
        });

        await Assert.ThrowsAsync<RpcProtocolException>(() => server.BindAsync());
    }

    [Fact]
    public async Task A_token_that_does_not_fit_a_pdu_is_refused_before_anything_is_sent()
    {
        var security = FakeSecurityContext.Client(new byte[PduHeader.MaxFragment]);
        var (client, server) = DuplexPipe.Create();

        await Assert.ThrowsAsync<RpcProtocolException>(() =>
            RpcConnection.BindAsync(client, "x", RpcInterface.Drsuapi, security, new RpcOptions(), TestContext.Current.CancellationToken));

        Assert.Equal(0, await server.ReadAsync(new byte[1], TestContext.Current.CancellationToken));
        Assert.True(security.IsDisposed);
    }

    static FakeRpcBehaviour Answer(FakeStepKind kind, FakeAnswer answer) => new() { Interrupt = step => step.Kind == kind ? answer : null };

    static byte[] WithoutToken(byte[] pdu)
    {
        var token = pdu[10] | (pdu[11] << 8);
        byte[] cut = [.. pdu[..^(token + PduHeader.TrailerSize)]];
        (cut[8], cut[9], cut[10], cut[11]) = ((byte)cut.Length, (byte)(cut.Length >> 8), 0, 0);
        return cut;
    }
}
