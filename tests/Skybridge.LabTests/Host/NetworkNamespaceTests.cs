using System.Net;
using System.Net.Sockets;
using Skybridge.Lab;
using Skybridge.Lab.Processes;

namespace Skybridge.LabTests.Host;

/// <summary>A network of its own: reachable, then swallowing, refusing, open again, and gone with its last program.</summary>
public class NetworkNamespaceTests(LabRun lab)
{
    const int Port = 7777;
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    static readonly TimeSpan Silence = TimeSpan.FromSeconds(1.5);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Packets_arrive_are_swallowed_or_refused()
    {
        string cable;
        await using (var network = await NetworkNamespace.CreateAsync(lab.Folder, Token))
        {
            cable = $"skylab{network.Address.GetAddressBytes()[2]}";
            await using var server = ChildProgram.Start(new()
            {
                Name = "server", FileName = "/usr/bin/" + network.Wrapper[0], LogFile = Path.Combine(lab.Folder, "network-server.log"),
                Arguments = [.. network.Wrapper.Skip(1), "python3", "-m", "http.server", $"{Port}", "--bind", network.Address.ToString()],
            });
            await Wait.UntilAsync(async _ => await TryAsync(network.Address) is "connected", Limit, "the server inside", Token);

            await network.DropAsync([Port], Token);
            Assert.Equal("silence", await TryAsync(network.Address));
            await network.OpenAsync(Token);
            await network.RejectAsync([Port], Token);
            Assert.Equal("refused", await TryAsync(network.Address));
            await network.OpenAsync(Token);
            await network.DropEverythingAsync(Token);
            Assert.Equal("silence", await TryAsync(network.Address));
            await network.OpenAsync(Token);
            Assert.Equal("connected", await TryAsync(network.Address));
        }

        await Wait.UntilAsync(() => !Directory.Exists($"/sys/class/net/{cable}"), Limit, "the cable to be gone", Token);
    }

    static async Task<string> TryAsync(IPAddress address)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Silence);
        try
        {
            await socket.ConnectAsync(address, Port, limit.Token);
            return "connected";
        }
        catch (OperationCanceledException)
        {
            return "silence";
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionRefused)
        {
            return "refused";
        }
    }
}
