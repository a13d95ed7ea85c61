using Skybridge.Drsr;
using Skybridge.Drsr.Rpc;
using Skybridge.Drsr.Security;
using Skybridge.Tests.Fakes;

namespace Skybridge.Tests.Drsr.Rpc;

/// <summary>Somebody in between: whatever is done to an answer's protected fragments is noticed.</summary>
public class RpcTamperTests
{
    static readonly byte[] Nonce = [.. Enumerable.Range(1, 32).Select(n => (byte)n)];
    static readonly byte[] Request = [.. Enumerable.Range(0, 300).Select(n => (byte)n)];

    /// <summary>Exhaustive: every bit of every byte of an answer of four fragments.</summary>
    [Fact]
    public async Task Every_flipped_bit_is_noticed()
    {
        var recording = await RecordAsync();
        Assert.Equal(Request, await PlayAsync(recording.Bind, recording.Answer));

        // Every run is a connection of its own over the same recorded bytes.
        var answer = recording.Answer;
        await Parallel.ForAsync(0, answer.Length * 8, TestContext.Current.CancellationToken, async (bit, _) =>
        {
            byte[] flipped = [.. answer];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));

            var error = await Record.ExceptionAsync(() => PlayAsync(recording.Bind, flipped));

            Assert.True(error is DrsrException, $"Bit {bit % 8} of byte {bit / 8} was flipped, and what came was {error?.GetType().Name ?? "an answer"}.");
        });
    }

    [Fact]
    public async Task Every_cut_is_noticed()
    {
        var recording = await RecordAsync();
        for (var length = 0; length < recording.Answer.Length; length++)
        {
            var error = await Assert.ThrowsAsync<RpcTransportException>(() => PlayAsync(recording.Bind, recording.Answer[..length]));

            Assert.Equal("server:1 closed the connection.", error.Message);
        }
    }

    [Fact]
    public Task A_dropped_fragment_is_noticed() => AssertNoticed(pdus => [pdus[0], pdus[2], pdus[3]]);

    [Fact]
    public Task A_dropped_end_is_noticed_when_the_one_before_is_declared_the_last() => AssertNoticed(pdus =>
    {
        pdus[2][3] |= (byte)PduFlags.Last;
        return [pdus[0], pdus[1], pdus[2]];
    });

    [Fact]
    public Task A_repeated_fragment_is_noticed() => AssertNoticed(pdus => [pdus[0], pdus[1], pdus[1], pdus[2], pdus[3]]);

    [Fact]
    public Task Exchanged_fragments_are_noticed() => AssertNoticed(pdus => [pdus[0], pdus[2], pdus[1], pdus[3]]);

    [Fact]
    public async Task An_earlier_answer_is_noticed()
    {
        List<byte[]> earlier = [];
        await using var server = new EchoServer(new()
        {
            Tamper = (step, pdus) =>
            {
                if (step.Kind != FakeStepKind.Call)
                    return pdus;

                if (step.Number == 1)
                    earlier.AddRange(pdus.Select(pdu => pdu.ToArray()));
                else
                    earlier.ForEach(pdu => pdu[12]++);
                return earlier;
            },
        });
        await using var connection = await server.BindAsync();
        Assert.Equal(Request, await connection.EchoAsync(Request));

        var error = await Assert.ThrowsAsync<KerberosException>(() => connection.EchoAsync(Request));

        Assert.Equal(KerberosFailure.MessageTampered, error.Failure);
        Assert.True(error.IsTransient);
    }

    /// <summary>Faults are not authenticated: one that was slipped in ends the call, and is data for nobody.</summary>
    [Fact]
    public async Task A_fault_slipped_in_ends_the_call()
    {
        byte[] fault = [5, 0, 3, 3, 0x10, 0, 0, 0, 32, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0];
        await using var server = new EchoServer(new() { Tamper = (step, pdus) => step.Kind == FakeStepKind.Call ? [fault, .. pdus] : pdus });
        await using var connection = await server.BindAsync();

        await Assert.ThrowsAsync<RpcFaultException>(() => connection.EchoAsync(Request));
    }

    /// <summary>Bind answers are not protected, but nothing that is done to one leads to anything but an error of ours or a working connection.</summary>
    [Fact]
    public async Task A_flipped_bit_in_a_bind_answer_is_harmless_or_an_error()
    {
        var recording = await RecordAsync();
        for (var bit = 0; bit < recording.Bind.Length * 8; bit++)
        {
            byte[] flipped = [.. recording.Bind];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));

            var error = await Record.ExceptionAsync(() => PlayAsync(flipped, recording.Answer));

            Assert.True(error is null or DrsrException, $"Bit {bit % 8} of byte {bit / 8} was flipped: {error}");
        }
    }

    static async Task AssertNoticed(Func<IReadOnlyList<byte[]>, IEnumerable<byte[]>> tamper)
    {
        await using var server = new EchoServer(new() { FragmentSize = 160, Tamper = (step, pdus) => step.Kind == FakeStepKind.Call ? tamper(pdus) : pdus });
        await using var connection = await server.BindAsync();

        var error = await Assert.ThrowsAsync<KerberosException>(() => connection.EchoAsync(Request));

        Assert.Equal(KerberosFailure.MessageTampered, error.Failure);
    }

    // The server's bytes of a conversation whose keys do not depend on chance.
    static async Task<(byte[] Bind, byte[] Answer)> RecordAsync()
    {
        var (bind, answer) = (new List<byte>(), new List<byte>());
        await using var server = new EchoServer(security: FakeSecurityContext.Server(Nonce), behaviour: new()
        {
            FragmentSize = 160,
            Tamper = (step, pdus) =>
            {
                (step.Kind == FakeStepKind.Call ? answer : bind).AddRange(pdus.SelectMany(pdu => pdu));
                return pdus;
            },
        })
        {
            Client = FakeSecurityContext.Client(Nonce),
        };
        await using var connection = await server.BindAsync();
        await connection.EchoAsync(Request);
        return ([.. bind], [.. answer]);
    }

    static async Task<byte[]> PlayAsync(byte[] bind, byte[] answer)
    {
        var client = FakeSecurityContext.Client(Nonce);
        await using var connection = await RpcConnection.BindAsync(
            new Playback([.. bind, .. answer]), EchoServer.Endpoint, RpcInterface.Drsuapi, client, new RpcOptions(), CancellationToken.None);
        return await connection.EchoAsync(Request);
    }
}
