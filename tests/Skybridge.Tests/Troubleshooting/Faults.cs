using Skybridge.Contract;
using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Security;
using Skybridge.Sync.Cloud;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Lag;
using Skybridge.Sync.Space;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Tests.Troubleshooting;

/// <summary>What can go wrong, as the probes then see it: one fault for every general cause.</summary>
static class Faults
{
    static readonly FeatureChange TurnedOff = new() { Enabled = false, At = Scenery.Now.AddHours(-1), By = "cli:root@cloud" };

    /// <summary>In the order of the catalogue: an earlier one hides what a later one would have shown.</summary>
    public static IReadOnlyList<(string Cause, Func<Sights, Sights> Make)> General { get; } =
    [
        ("store-unusable", sights => sights with { Agent = sights.Agent with { Store = sights.Agent.Store! with { FreeBytes = 0 } } }),
        ("cloud-unreachable", sights => Mute(sights, CloudStep.Connect)),
        ("agent-credential-rejected", sights => Mute(sights, CloudStep.Authenticate)),
        ("disabled-by-sign-in-change", sights => sights.With(tenant => Off(tenant, new SignInChange
        {
            Domain = Scenery.Domain, From = SignInMethod.PasswordHash, To = SignInMethod.Federation,
        }))),
        ("password-sync-disabled", sights => sights.With(tenant => Off(tenant, null))),
        ("connector-disabled", sights => sights.With(domain => domain with { PasswordSync = false })),
        ("staging-mode", sights => sights with { Agent = sights.Agent with { Mode = SyncMode.Staging } }),
        ("domain-not-found", sights => sights.With(domain => domain with { NotFound = "DNS knows nothing.", Controllers = [] })),
        ("domain-controller-unreachable", sights => sights.With(controller => Blind(controller, 0) with { Ports = Closed(controller, PortState.Dropped, 88, 135, 49153) })),
        ("port-blocked", sights => sights.With(controller => Blind(controller, 2) with { Ports = Closed(controller, PortState.Dropped, 49153) })),
        ("clock-skew", sights => sights.With(controller => Blind(controller, 1) with
        {
            Kdc = controller.Kdc is { } kdc ? kdc with { ClockOffset = TimeSpan.FromMinutes(10) } : null,
            LoggedIn = controller.Ports[0].Answers ? false : null,
            LoginFailure = controller.Ports[0].Answers ? new KerberosException(KerberosFailure.ClockSkew, "Clock skew too great.", 37) : null,
        })),
        ("kerberos-unavailable", sights => (sights with { Agent = sights.Agent with { KerberosObstacle = "There is no library." } }).With(controller => Blind(controller, 1) with
        {
            LoggedIn = controller.Ports.Count > 0 && controller.Ports[0].Answers ? false : null,
            LoginFailure = controller.Ports.Count > 0 && controller.Ports[0].Answers ? new KerberosException(KerberosFailure.LibraryMissing, "There is no library.") : null,
        })),
        ("connector-account-rejected", sights => sights.With(controller => Blind(controller, 1) with
        {
            LoggedIn = controller.Ports[0].Answers ? false : null,
            LoginFailure = controller.LoginFailure ?? (controller.Ports[0].Answers ? new KerberosException(KerberosFailure.PasswordWrong, "Preauthentication failed.", 24) : null),
        })),
        ("replication-disabled", sights => sights.With(controller => controller with { Plain = controller.Plain is null ? null : Refused(DrsException.SourceDisabled) })),
        ("replication-rights-missing", sights => sights.With(controller => controller with { Secret = controller.Secret is null ? null : Refused(DrsException.AccessDenied) })),
        ("heartbeat-missing", sights => (sights with { Agent = sights.Agent with { ServiceRuns = false } }).With(tenant => tenant with { LastContact = Scenery.Now.AddHours(-4) })
            .With(domain => domain with { Stored = domain.Stored! with { Health = domain.Stored.Health! with { LastCloudContact = Scenery.Now.AddHours(-4) } } })),
        ("delivery-failing", sights => sights.With(domain => domain with
        {
            Stored = domain.Stored! with { Retries = [new RetrySummary("not-exported", "The name is taken.", 2, Scenery.Now.AddHours(-1))] },
        })),
        ("domain-controller-restored", sights => sights.With(domain => domain with
        {
            Stored = domain.Stored! with { Restored = new RestoreNotice(Scenery.Now.AddHours(-1), IsRollback: true, "database 1 is at USN 5, but was at 7 before") },
        })),
        ("domain-controller-lagging", sights => sights.With(domain => domain with
        {
            Stored = domain.Stored! with { Lags = [new LagNotice { Since = Scenery.Now.AddMinutes(-5), Host = "10.0.0.1", Controller = "dc1.north.example", Ahead = "dc2.north.example", Needs = new Dictionary<Guid, long>() }] },
        })),
        ("account-over-privileged", sights => sights.With(controller => controller with { ExcessRights = ["member of Domain Admins"] })),
    ];

    /// <summary>One fault for every cause of a person.</summary>
    public static IReadOnlyList<(string Cause, Func<PersonSight, PersonSight> Make)> OfPerson { get; } =
    [
        ("user-not-found", person => new PersonSight { Typed = person.Typed, IsLive = true }),
        ("not-a-user", person => person with { Decision = ScopeDecision.Out(Reasons.NotAUser, "objectClass is computer") }),
        ("out-of-scope", person => person with { Decision = ScopeDecision.Out(Reasons.OutOfScope, "sAMAccountName begins with AAD_") }),
        ("password-sync-excluded", person => person with { Decision = ScopeDecision.PersonOnly(Reasons.PasswordSyncExcluded, "on the list") }),
        ("account-disabled", person => person with { Decision = ScopeDecision.PersonOnly(Reasons.AccountDisabled, "0x202") }),
        ("account-expired", person => person with { State = person.State! with { AccountExpires = Scenery.Now.AddDays(-1).ToFileTime() } }),
        ("no-password", person => person with { Decision = ScopeDecision.PersonOnly(Reasons.NoPassword, "no unicodePwd") }),
        ("temporary-password", person => person with { Decision = ScopeDecision.PersonOnly(Reasons.TemporaryPassword, "pwdLastSet is 0") }),
        ("not-exported", person => person with { Cloud = new PersonDiagnosis { Known = false } }),
        ("no-recent-attempt", person => person with { Attempts = [], State = person.State! with { DeliveredPassword = null } }),
        ("last-attempt-failed", person => person with { Attempts = [person.Attempts[0] with { Status = DeliveryStatus.Error, Detail = "The cloud met an error." }] }),
        ("cloud-password-overridden", person => person with
        {
            Cloud = person.Cloud! with { Password = new CloudPasswordState { Synchronized = false, At = Scenery.Now.AddHours(-1), By = "cli:root@cloud" } },
        }),
    ];

    static Sights Mute(Sights sights, CloudStep step) => sights with { Cloud = new CloudSight { Failure = new CloudException(step, "It says no.", "Look.") } };

    static TenantDiagnosis Off(TenantDiagnosis diagnosis, SignInChange? because) => diagnosis with
    {
        Tenant = diagnosis.Tenant with { PasswordSync = false },
        PasswordSyncChange = TurnedOff with { Because = because },
    };

    // What lies beyond a step that failed was not seen: 0 nothing, 1 no login, 2 nothing behind the replication port.
    static ControllerSight Blind(ControllerSight controller, int steps) => controller with
    {
        Kdc = steps >= 1 ? controller.Kdc : null,
        LoggedIn = steps >= 2 ? controller.LoggedIn : null,
        LoginFailure = steps >= 1 ? controller.LoginFailure : null,
        Identity = null,
        Plain = null,
        Secret = null,
        ExcessRights = null,
    };

    static PortSight[] Closed(ControllerSight controller, PortState state, params int[] numbers) =>
        [.. controller.Ports.Select(port => numbers.Contains(port.Number) ? port with { State = state, Detail = "Nothing came back." } : port)];

    static ReadSight Refused(int error) => new(new DrsException(error, "IDL_DRSGetNCChanges"));
}
