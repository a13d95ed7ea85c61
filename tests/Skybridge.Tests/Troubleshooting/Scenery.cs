using Skybridge.Contract;
using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Security;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Space;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Tests.Troubleshooting;

/// <summary>A healthy agent with two domain controllers and a healthy person, to be spoilt by faults.</summary>
static class Scenery
{
    public const string Domain = "corp.example";

    public static readonly DateTimeOffset Now = new(2026, 11, 23, 14, 40, 0, TimeSpan.Zero);

    static readonly Guid Ada = Guid.Parse("6f1f2d3c-0a5b-4c7d-8e9f-001122334455");

    static readonly AttributeStamp Stamp = new(3, Now.AddDays(-1), Guid.Parse("11111111-2222-3333-4444-555555555555"), 4711);

    public static Sights Healthy { get; } = new()
    {
        At = Now,
        Agent = new AgentSight { Name = "agent1", Cloud = new Uri("https://cloud.example"), Mode = SyncMode.Active, ServiceRuns = true, Store = new("/var/lib/skybridge", 12L << 30, 40L << 30, IsReadOnly: false) },
        Cloud = new CloudSight { Elapsed = TimeSpan.FromMilliseconds(12), Domains = new Dictionary<string, TenantDiagnosis> { [Domain] = Tenant } },
        Domains =
        [
            new DomainSight
            {
                Domain = Domain,
                Account = "svc-sync",
                AccountSid = "S-1-5-21-1-2-3-1104",
                Controllers = [Controller(1), Controller(2)],
                Stored = new StoredSight
                {
                    Health = new DomainHealth { Domain = Domain, ProcessId = 1, Activity = "waiting", LastCloudContact = Now.AddSeconds(-20) },
                    People = new PeopleCount(30, 25, []),
                },
            },
        ],
    };

    public static TenantDiagnosis Tenant => new()
    {
        Tenant = new TenantState { TenantId = Guid.Empty, Name = "Contoso", PasswordSync = true, ForcePasswordChange = false, VerifiedDomains = [Domain] },
        SignIn = SignInMethod.PasswordHash,
        Now = Now,
        LastContact = Now.AddSeconds(-20),
        LastDelivery = Now.AddMinutes(-5),
    };

    public static ObjectState State { get; } = new()
    {
        ObjectGuid = Ada,
        DistinguishedName = "CN=Ada Lovelace,OU=People,DC=corp,DC=example",
        Kind = ObjectKind.User,
        SamAccountName = "ada",
        UserPrincipalName = "ada@corp.example",
        UserAccountControl = 0x200,
        PwdLastSet = 1,
        HasPassword = true,
        PasswordSeen = Stamp,
        LastSetSeen = Stamp,
        DeliveredPassword = new PasswordVersion(0, Stamp, Stamp),
        Anchor = SourceAnchor.FromObjectGuid(Ada),
        AnchorFixed = true,
    };

    public static PersonSight Person { get; } = new()
    {
        Typed = "ada",
        Domain = Domain,
        IsLive = true,
        State = State,
        Decision = ScopeDecision.In(),
        Attempts = [new PasswordAttempt(Ada, Now.AddHours(-3), DeliveryStatus.Success, null, null, Now.AddHours(-3).AddSeconds(-0.6), IsInitial: false)],
        Cloud = new PersonDiagnosis
        {
            Known = true,
            UserName = "ada@corp.example",
            Enabled = true,
            Administrator = false,
            Password = new CloudPasswordState { Synchronized = true, At = Now.AddHours(-3) },
        },
    };

    public static ControllerSight Controller(int number) => new()
    {
        Address = new DomainControllerAddress($"10.0.0.{number}", $"dc{number}.corp.example"),
        Ports =
        [
            new PortSight(88, "Kerberos", PortState.Answers, null),
            new PortSight(135, "endpoint mapper", PortState.Answers, null),
            new PortSight(49153, "replication", PortState.Answers, null),
        ],
        Kdc = new KdcProbeResult { Code = 25, ClockOffset = TimeSpan.FromSeconds(0.2), Elapsed = TimeSpan.FromMilliseconds(3) },
        LoggedIn = true,
        Identity = new DirectoryIdentity(Domain, "CORP", DsName.FromDistinguishedName("DC=corp,DC=example")),
        Plain = new ReadSight(null),
        Secret = new ReadSight(null),
        ExcessRights = [],
    };

    public static Sights With(this Sights sights, Func<DomainSight, DomainSight> change) => sights with { Domains = [.. sights.Domains.Select(change)] };

    public static Sights With(this Sights sights, Func<ControllerSight, ControllerSight> change) =>
        sights.With(domain => domain with { Controllers = [.. domain.Controllers.Select(change)] });

    public static Sights With(this Sights sights, Func<TenantDiagnosis, TenantDiagnosis> change) => sights with
    {
        Cloud = sights.Cloud with { Domains = sights.Cloud.Domains.ToDictionary(pair => pair.Key, pair => change(pair.Value)) },
    };

    public static Sights About(this Sights sights, Func<PersonSight, PersonSight> change) => sights with { Person = change(sights.Person ?? Person) };
}
