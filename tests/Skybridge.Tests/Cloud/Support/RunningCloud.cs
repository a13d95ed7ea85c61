using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Hardening;
using Skybridge.Cloud.Home;
using Skybridge.Cloud.Hosting;

namespace Skybridge.Tests.Cloud.Support;

/// <summary>A cloud with everything real but its clock: TLS on a free port of loopback, a database (<see cref="TestStore"/>), OpenIddict.</summary>
/// <remarks>The clock starts at the real time, because certificates and the key ring live by that one.</remarks>
public sealed class RunningCloud : IAsyncLifetime
{
    WebApplication? _app;
    X509Certificate2? _authority;

    internal string Home { get; private set; } = "";

    internal Uri Url { get; private set; } = new("https://localhost");

    internal FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    internal ConcurrentQueue<string> LogLines { get; } = [];

    /// <summary>Zero, so that tests do not wait for a clock that stands still; the test of the floor sets it.</summary>
    internal TimeSpan FailureFloor { get; init; } = TimeSpan.Zero;

    internal LogLevel LogLevel { get; init; } = LogLevel.Trace;

    /// <summary>What clients call it by.</summary>
    internal string HostName { get; init; } = "127.0.0.1";

    /// <summary>Whether it begins with the embedded store, whatever this run is about.</summary>
    internal bool IsEmbedded { get; init; }

    /// <summary>Whether it comes back at the address that it had, for those who know it.</summary>
    internal bool KeepsAddress { get; init; }

    internal IServiceProvider Services => _app!.Services;

    public async ValueTask InitializeAsync()
    {
        Home = IsEmbedded ? await TemplateHome.CopyEmbeddedAsync() : await TemplateHome.CopyAsync();
        await StartAsync();
    }

    /// <summary>Starts the server on the same home, as after a restart.</summary>
    internal async Task StartAsync()
    {
        var options = new CloudHostOptions
        {
            Home = new CloudHome(Home),
            Addresses = ListenAddress.ParseAll($"https://127.0.0.1:{(KeepsAddress && _app is not null ? Url.Port : 0)}"),
            Time = Time,
            FailureFloor = FailureFloor,
            Logging = logging => logging.SetMinimumLevel(LogLevel).AddProvider(new Sink(LogLines)),
        };
        _authority = X509CertificateLoader.LoadCertificateFromFile(options.Home.AuthorityCertificate);
        _app = await CloudHost.CreateAsync(options, TestContext.Current.CancellationToken);
        await _app.StartAsync();
        Url = new UriBuilder(_app.Urls.Single()) { Host = HostName }.Uri;
    }

    /// <summary>Stops, changes the settings, and starts again.</summary>
    internal async Task RestartWithAsync(Func<CloudSettings, CloudSettings> change)
    {
        await StopAsync();
        var home = new CloudHome(Home);
        var settings = change(home.ReadSettings());
        File.Delete(home.Settings);
        home.WriteSettings(settings);
        await StartAsync();
    }

    internal T Service<T>()
        where T : notnull => Services.GetRequiredService<T>();

    internal async Task StopAsync() => await _app!.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await TestStore.DropAsync(Home);
        _authority?.Dispose();
    }

    /// <summary>A client with cookies of its own that trusts the home's authority and nobody else, and follows no redirects.</summary>
    /// <param name="from">The loopback address that it comes from; null for the usual one.</param>
    /// <param name="header">What it sends at the start of each connection, before TLS.</param>
    internal HttpClient CreateClient(IPAddress? from = null, byte[]? header = null)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true };
        if (from is not null || header is not null)
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(from ?? IPAddress.Loopback, header, cancellationToken);
        handler.SslOptions.CertificateChainPolicy = Trust();
        return new HttpClient(handler) { BaseAddress = Url };
    }

    /// <summary>Trusts the home's authority and nobody else.</summary>
    internal X509ChainPolicy Trust() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
        CustomTrustStore = { _authority! },
    };

    async ValueTask<Stream> ConnectAsync(IPAddress from, byte[]? header, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(IPAddress.Loopback, Url.Port, cancellationToken);
        await socket.SendAsync(header ?? [], cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Runs a command on this home, beside the server.</summary>
    internal Task<CliRun> CliAsync(params string[] arguments) => CliWithPasswordAsync(null, arguments);

    /// <summary>Runs a command that needs a password, given by the environment.</summary>
    internal Task<CliRun> CliWithPasswordAsync(string? password, params string[] arguments)
    {
        var terminal = new CliRun.TestTerminal { Time = Time };
        if (password is not null)
            terminal.Environment["SKYBRIDGE_PASSWORD"] = password;
        return CliRun.RunAsync(terminal, [.. arguments, "--home", Home]);
    }

    /// <summary>Puts every verifier inside its outer hash, as the background does after a moment.</summary>
    internal async Task HardenAsync()
    {
        var hardener = Services.GetRequiredService<VerifierHardener>();
        while (await hardener.WrapSomeAsync(TestContext.Current.CancellationToken) > 0)
            continue;
    }

    /// <summary>Waits until the background has done to the rows what it does: verifiers are wrapped, entries of the audit log are in their chain.</summary>
    internal async Task SettleAsync()
    {
        await HardenAsync();
        while (await WithDbAsync(db => db.AuditEntries.AnyAsync(entry => entry.Position == null, TestContext.Current.CancellationToken)))
            await Services.GetRequiredService<AuditSealer>().SealSomeAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Works on the database directly.</summary>
    internal async Task<T> WithDbAsync<T>(Func<CloudDbContext, Task<T>> work)
    {
        await using var db = TestStore.Open(Home);
        return await work(db);
    }

    /// <summary>What is stored about a person, deleted or not.</summary>
    internal Task<(CloudUser? User, Credential? Credential)> StoredAsync(TestPerson person) => WithDbAsync(async db =>
    {
        var user = await db.Users.SingleOrDefaultAsync(row => row.Anchor == person.Anchor.Value);
        return (user, user is null ? null : await db.Credentials.SingleOrDefaultAsync(row => row.UserId == user.Id));
    });

    internal Task<int> ExecuteSqlAsync(string sql) => WithDbAsync(db => db.Database.ExecuteSqlRawAsync(sql));

    sealed class Sink(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState,
            Exception?,
            string> formatter) =>
            lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
