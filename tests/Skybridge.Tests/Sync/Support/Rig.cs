using Microsoft.Data.Sqlite;
using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Rpc;
using Skybridge.Drsr.Security;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Lag;
using Skybridge.Sync.Leases;
using Skybridge.Sync.Space;
using Skybridge.Tests.Cloud.Support;
using Skybridge.Tests.Fakes;

namespace Skybridge.Tests.Sync.Support;

/// <summary>
/// The engine on real parts: SQLite in a folder of its own, the real connector before a domain controller in memory that really speaks, a
/// cloud in memory that keeps what the real one keeps. The clock stands still unless the test moves it.
/// </summary>
sealed class Rig : IAsyncDisposable
{
    readonly Dictionary<string, FakeDomainController> _controllers = [];

    readonly Rig? _beside;
    readonly string _name;
    readonly FakeLeases? _leases;

    /// <summary>An agent, with leases of the cloud when they are given.</summary>
    /// <param name="options">What else than <see cref="Impatient"/>.</param>
    /// <param name="leases">The cloud's leases; null for an agent that takes none.</param>
    /// <param name="name">The agent's name.</param>
    /// <param name="beside">Another agent, whose directory, cloud and clock this one shares.</param>
    public Rig(SyncOptions? options = null, FakeLeases? leases = null, string name = "agent", Rig? beside = null)
    {
        (_leases, _name, _beside) = (leases, name, beside);
        Time = beside?.Time ?? new();
        Cloud = beside?.Cloud ?? new();
        Dc = beside?.Dc ?? new FakeDomainController(new FakeDirectory(time: Time));
        _controllers.Add("10.0.0.1", Dc);
        Options = options ?? Impatient;
        System.IO.Directory.CreateDirectory(Folder);
        Start();
    }

    public SteppedTime Time { get; }

    public string Folder { get; } = TemporaryFolder.NewPath();

    public FakeDomainController Dc { get; }

    /// <summary>The domain controller's database.</summary>
    public FakeDirectory Directory => Dc.Directory;

    public FakeCloud Cloud { get; }

    public SyncOptions Options { get; set; }

    public RecordingLogger Log { get; } = new();

    public ConnectorSpace Space { get; private set; } = null!;

    public AgentStore Store { get; private set; } = null!;

    public DomainSynchronizer Synchronizer { get; private set; } = null!;

    /// <summary>Holds the lease, or waits for it; null without leases.</summary>
    public LeaseKeeper? Keeper { get; private set; }

    /// <summary>Looks at the neighbours of the domain controller that is read, when it is told to.</summary>
    public LagWatch Lag { get; private set; } = null!;

    /// <summary>Called with a host's name before a connection to it is opened.</summary>
    public Action<string> Connecting { get; set; } = _ => { };

    /// <summary>How often the connector account's credential was asked for: once per login.</summary>
    public int Logins { get; private set; }

    /// <summary>Gives up at once when the cloud does not answer: no test waits for what it does not look at.</summary>
    public static SyncOptions Impatient { get; } = new() { DeliveryPatience = TimeSpan.Zero };

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public DomainHealth Health => Store.GetHealth().Single().Health;

    /// <summary>A second domain controller, to be tried behind the first.</summary>
    public FakeDomainController AddController(FakeDirectory directory)
    {
        var added = new FakeDomainController(directory);
        _controllers.Add($"10.0.0.{_controllers.Count + 1}", added);
        Restart();
        return added;
    }

    /// <summary>One with people p1, p2 … in its directory.</summary>
    public static Rig Crowd(int count, int pageSize = 100)
    {
        var rig = new Rig();
        rig.Dc.Service = rig.Dc.Service with { MaxObjects = pageSize };
        for (var i = 1; i <= count; i++)
            rig.Directory.AddUser($"p{i}", $"P@ssw0rd-{i}");
        return rig;
    }

    public async Task<CycleReport> CycleAsync() => await Synchronizer.RunOnceAsync(RequestKind.Cycle, null, Token);

    public async Task<CycleReport> FullAsync() => await Synchronizer.RunOnceAsync(RequestKind.Full, null, Token);

    public async Task<PersonReport> PersonAsync(string name) =>
        Assert.IsType<PersonReport>((await Synchronizer.RunOnceAsync(RequestKind.Person, name, Token)).Person);

    /// <summary>A cycle that must do what it is to do without complaint.</summary>
    public async Task SyncAsync()
    {
        var report = await CycleAsync();
        Assert.True(report.Succeeded, $"{report.Error} {report.Failed} failed");
    }

    /// <summary>Ends the process as a power switch does, and starts it again on the same files.</summary>
    public void Restart(SyncOptions? options = null)
    {
        Options = options ?? Options;
        Stop();
        Start();
    }

    /// <summary>The retry list's entry of an object.</summary>
    public RetryEntry? Retry(FakeObject one) => Space.GetRetries([one.Guid]).GetValueOrDefault(one.Guid);

    public ObjectState State(FakeObject one) => Assert.IsType<ObjectState>(Space.Find(one.Guid));

    public ReplicationCursor? Position(CheckpointKind kind = CheckpointKind.Delivered) => Space.GetCheckpoint(kind)?.Cursor;

    public IReadOnlyList<SyncEvent> Events(int number) => Store.GetEvents(DateTimeOffset.MinValue, 0, number, 1000);

    public IReadOnlyList<PasswordAttempt> Attempts(FakeObject one) => Space.GetAttempts(one.Guid, 100);

    /// <summary>How often an object was read by itself.</summary>
    public int SingleReads => _controllers.Values.SelectMany(dc => dc.Requests).Count(request => request.IsForOneObject);

    /// <summary>Changes what is stored behind the agent's back.</summary>
    public void Sql(string statement, string file = "corp.example.db")
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Folder, file)};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The test's own text.
        command.CommandText = statement;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public async ValueTask DisposeAsync()
    {
        await Synchronizer.DisposeAsync();
        Stop();
        foreach (var dc in _controllers.Values.Where(dc => dc != _beside?.Dc))
            await dc.DisposeAsync();
    }

    void Start()
    {
        Space = ConnectorSpace.Open(Path.Combine(Folder, "corp.example.db"), Time);
        Store = AgentStore.Open(Path.Combine(Folder, "agent.db"), Time);
        var options = new DirectoryOptions
        {
            Domain = Directory.DnsDomain,
            Rpc = new RpcOptions { Time = Time },
            MoreAttributes = [.. Options.MoreAttributes.Select(name => PersonAttributes.OnDemand[name])],
            DomainControllers = [.. _controllers.Select(one => new DomainControllerAddress(one.Key, $"{one.Value.Directory.HostName}.{Directory.DnsDomain}"))],
        };
        var connector = new DrsDirectoryConnector(options, Login, OpenAsync);
        Lag = new LagWatch(address => new DrsDirectoryConnector(options with { DomainControllers = [address] }, Login, OpenAsync), Time, Log);
        Keeper = _leases is null ? null : new LeaseKeeper(Directory.DnsDomain, _leases.For(_name), Space, new DirectorySigns(Time), Time);
        Synchronizer = new DomainSynchronizer(Directory.DnsDomain, connector, Cloud, Space, Store, new EventLog(Store, Log), Options, Time, Log, Keeper, _controllers.Count > 1 ? Lag : null);
    }

    void Stop()
    {
        Space.Dispose();
        Store.Dispose();
    }

    KerberosCredential Login()
    {
        Logins++;
        return KerberosCredential.Keytab("svc-sync", "CORP.EXAMPLE", "/nowhere");
    }

    async Task<DrsClient> OpenAsync(DrsOptions options, KerberosLogin login, CancellationToken cancellationToken)
    {
        Connecting(options.Host);
        return await _controllers[options.Host].ConnectAsync(cancellationToken);
    }
}
