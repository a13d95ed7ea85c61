using Skybridge.Lab;
using Skybridge.Lab.OpenId;
using Skybridge.Lab.People;
using Skybridge.Lab.Processes;
using Skybridge.Lab.Product;

namespace Skybridge.Bench.Stack;

/// <summary>A sign-in page on ASP.NET Core Identity, with the certificate and at the hash costs of the cloud that it is measured beside.</summary>
sealed class IdentityServer : IAsyncDisposable
{
    const string Cookie = ".AspNetCore.Identity.Application";

    // It registers everybody first, and a hash for each takes its time.
    static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);

    readonly ChildProgram _process;
    readonly Uri _url;
    readonly string _caFile;

    IdentityServer(ChildProgram process, Uri url, string caFile) => (_process, _url, _caFile) = (process, url, caFile);

    public ProcessIdentity Process => _process.Identity;

    /// <summary>Starts it, and waits until it knows these people and answers.</summary>
    public static async Task<IdentityServer> StartAsync(string home, string logFile, CloudServer cloud, IEnumerable<Person> people, CancellationToken cancellationToken)
    {
        LabPaths.CreatePrivate(home);
        var file = Path.Combine(home, "people");
        await LabPaths.WritePrivateAsync(file, string.Join('\n', people.Select(person => $"{person.Upn}\t{person.Password}")), cancellationToken);
        var url = new Uri($"https://127.0.0.1:{CloudServer.FindFreePort()}/");
        var process = ChildProgram.Start(new ChildProgramOptions
        {
            Name = "identity",
            FileName = Programs.Find("Skybridge.Bench.Identity", "skybridge-bench-identity"),
            Arguments = [url.ToString(), cloud.Home, home, file],
            LogFile = logFile,
        });
        var server = new IdentityServer(process, url, cloud.CaFile);
        try
        {
            await process.WaitUntilReadyAsync(server.AnswersAsync, StartLimit, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Browsers at its page.</summary>
    public SignInForm CreateForm() => new(new() { Page = new Uri(_url, "sign-in"), Next = _url, Cookie = Cookie, CaFile = _caFile });

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    async ValueTask<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        using var form = CreateForm();
        try
        {
            return await form.SignInAsync("nobody", "nothing", cancellationToken) is not null;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
