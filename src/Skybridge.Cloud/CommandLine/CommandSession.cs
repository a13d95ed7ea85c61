using Microsoft.AspNetCore.DataProtection;
using OpenIddict.Abstractions;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Hardening;
using Skybridge.Cloud.Home;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary>An open home, for one command. It works on the database directly, whether or not the server runs.</summary>
sealed class CommandSession : IAsyncDisposable
{
    readonly ServiceProvider _services;
    readonly AsyncServiceScope _scope;

    CommandSession(CloudHome home, CloudSettings settings, CloudStore store, Terminal terminal)
    {
        OuterHash = settings.OuterHash;
        Terminal = terminal;
        var services = new ServiceCollection().AddLogging();
        KeyRing.Configure(services.AddDataProtection(), home, store);
        store.AddTo(services, pooled: false);
        _services = services
            .AddOpenIddict(builder => builder.AddCore(core => core.UseEntityFrameworkCore().UseDbContext<CloudDbContext>()))
            .BuildServiceProvider();
        _scope = _services.CreateAsyncScope();
        Db = _scope.ServiceProvider.GetRequiredService<CloudDbContext>();
    }

    public Terminal Terminal { get; }

    public CloudDbContext Db { get; }

    /// <summary>What new passwords are stored with.</summary>
    public OuterHashParameters OuterHash { get; }

    public IOpenIddictApplicationManager Applications => _scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();

    public IDataProtectionProvider Keys => _scope.ServiceProvider.GetRequiredService<IDataProtectionProvider>();

    public DateTimeOffset Now => Terminal.Time.GetUtcNow();

    /// <summary>Opens a home whose database this program understands.</summary>
    /// <exception cref="OperatorException">There is none, or it is of another version.</exception>
    public static async Task<CommandSession> OpenAsync(CloudHome home, Terminal terminal, CancellationToken cancellationToken)
    {
        var settings = home.ReadSettings();
        var store = CloudStore.Of(home, settings);
        var session = new CommandSession(home, settings, store, terminal);
        try
        {
            await StoreVersion.RequireCurrentAsync(store, session.Db, home, cancellationToken);
            return session;
        }
        catch (Exception)
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Notes in the audit log what this command did; stored with the next save.</summary>
    public void Note(string action, string? target, params ReadOnlySpan<(string Name, string? Value)> details) =>
        Db.AuditEntries.Add(Audit.Entry(Now, Terminal.Actor, action, target, details));

    public async ValueTask DisposeAsync()
    {
        await _scope.DisposeAsync();
        await _services.DisposeAsync();
    }
}
