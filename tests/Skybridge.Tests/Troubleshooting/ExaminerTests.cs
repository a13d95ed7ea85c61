using Skybridge.Troubleshooting.Checks;
using Skybridge.Troubleshooting.Findings;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Tests.Troubleshooting;

public class ExaminerTests
{
    // Whoever cannot be asked cannot say the other; and a domain without domain controllers has none that could be at fault.
    static readonly string[] OfCloud = ["cloud-unreachable", "agent-credential-rejected", "disabled-by-sign-in-change", "password-sync-disabled"];

    static readonly string[] OfControllers =
        ["domain-not-found", "domain-controller-unreachable", "port-blocked", "clock-skew", "kerberos-unavailable", "connector-account-rejected", "replication-disabled", "replication-rights-missing", "account-over-privileged"];

    // The login ends at the clock before the password is looked at; a port of the replication service says nothing about either.
    static readonly (string, string)[] Compatible =
    [
        ("port-blocked", "clock-skew"), ("port-blocked", "connector-account-rejected"), ("replication-disabled", "replication-rights-missing"),
        ("domain-not-found", "kerberos-unavailable"), ("domain-controller-unreachable", "kerberos-unavailable"), ("port-blocked", "kerberos-unavailable"), ("clock-skew", "kerberos-unavailable"),
    ];

    public static TheoryData<string> GeneralFaults => [.. Faults.General.Select(fault => fault.Cause)];

    public static TheoryData<string> PersonFaults => [.. Faults.OfPerson.Select(fault => fault.Cause)];

    public static TheoryData<string, string> Pairs => [.. from one in Faults.General from other in Faults.General where CanBeTogether(one.Cause, other.Cause) select (one.Cause, other.Cause)];

    [Fact]
    public void Of_a_healthy_system_nothing_is_found()
    {
        var diagnosis = Examiner.Examine(Scenery.Healthy.About(person => person), Catalogue.All);

        Assert.All(diagnosis.Findings, finding => Assert.Equal(Verdict.Cleared, finding.Verdict));
        Assert.Equal(Catalogue.All.Select(check => check.Slug).Order(), diagnosis.Findings.Select(finding => finding.Cause).Distinct().Order());
    }

    [Fact]
    public void Every_cause_has_a_fault() =>
        Assert.Equal(Catalogue.All.Select(check => check.Slug), [.. Faults.General.Select(fault => fault.Cause), .. Faults.OfPerson.Select(fault => fault.Cause)]);

    [Theory]
    [MemberData(nameof(GeneralFaults))]
    public void One_fault_one_cause(string cause)
    {
        var diagnosis = Examiner.Examine(Make(cause)(Scenery.Healthy), Catalogue.General);

        Assert.Equal([cause], FoundIn(diagnosis));
        Assert.All(diagnosis.Found, finding => Assert.NotEmpty(finding.Remedy));
        Assert.DoesNotContain(diagnosis.Findings, finding => finding.Verdict == Verdict.Inconclusive);
        Assert.All(diagnosis.Findings.Where(finding => finding.Verdict == Verdict.NotReached), finding => Assert.Contains(cause, finding.Seen, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Two_faults_two_causes(string one, string other)
    {
        var diagnosis = Examiner.Examine(Make(other)(Make(one)(Scenery.Healthy)), Catalogue.General);

        Assert.Equal(new[] { one, other }.Order(), FoundIn(diagnosis).Order());
    }

    [Theory]
    [MemberData(nameof(PersonFaults))]
    public void One_fault_of_a_person_one_cause(string cause)
    {
        var make = Faults.OfPerson.Single(fault => fault.Cause == cause).Make;
        var diagnosis = Examiner.Examine(Scenery.Healthy.About(make), Catalogue.All);

        Assert.Equal([cause], FoundIn(diagnosis));
        Assert.All(diagnosis.Found, finding => Assert.NotEmpty(finding.Remedy));
    }

    // Whatever keeps everybody's password from arriving hides what keeps one person's, where the checks say so; everything else is found beside it.
    [Theory]
    [MemberData(nameof(PersonFaults))]
    public void A_fault_of_a_person_is_found_beside_every_general_one_that_does_not_hide_it(string cause)
    {
        var make = Faults.OfPerson.Single(fault => fault.Cause == cause).Make;
        foreach (var general in Faults.General.Select(fault => fault.Cause).Except(Hiding(Catalogue.Find(cause)!)))
        {
            var found = FoundIn(Examiner.Examine(Make(general)(Scenery.Healthy.About(make)), Catalogue.All));

            Assert.Equal(new[] { cause, general }.Order(), found.Order());
        }
    }

    [Theory]
    [InlineData("account-expired", "temporary-password")]
    [InlineData("account-expired", "password-sync-excluded")]
    [InlineData("account-expired", "not-exported")]
    [InlineData("account-expired", "no-recent-attempt")]
    [InlineData("account-expired", "last-attempt-failed")]
    [InlineData("account-expired", "cloud-password-overridden")]
    [InlineData("password-sync-excluded", "cloud-password-overridden")]
    [InlineData("account-disabled", "cloud-password-overridden")]
    [InlineData("temporary-password", "cloud-password-overridden")]
    [InlineData("no-recent-attempt", "cloud-password-overridden")]
    [InlineData("last-attempt-failed", "cloud-password-overridden")]
    public void Two_faults_of_a_person_two_causes(string one, string other)
    {
        PersonSight Both(PersonSight person) => OfPerson(other)(OfPerson(one)(person));

        Assert.Equal(new[] { one, other }.Order(), FoundIn(Examiner.Examine(Scenery.Healthy.About(Both), Catalogue.All)).Order());
    }

    [Theory]
    [InlineData(88)]
    [InlineData(135)]
    [InlineData(49153)]
    public void Whichever_port_is_blocked_what_cannot_be_looked_for_is_not_reached(int number)
    {
        var blocked = Scenery.Healthy.With(controller => controller with
        {
            Ports = [.. controller.Ports.Where(port => number != 135 || port.Number < 1024).Select(port => port.Number == number ? port with { State = PortState.Dropped } : port)],
            Kdc = number == 88 ? null : controller.Kdc,
            LoggedIn = number == 88 ? null : true,
            Identity = null, Plain = null, Secret = null, ExcessRights = null,
        });

        var diagnosis = Examiner.Examine(blocked, Catalogue.General);

        Assert.Equal(["port-blocked"], FoundIn(diagnosis));
        Assert.DoesNotContain(diagnosis.Findings, finding => finding.Verdict == Verdict.Inconclusive);
    }

    [Fact]
    public void Whoever_could_not_be_looked_for_in_any_domain_is_not_reached()
    {
        var sights = Make("domain-controller-unreachable")(Scenery.Healthy).About(person => new PersonSight { Typed = person.Typed, IsLive = false });

        var diagnosis = Examiner.Examine(sights, Catalogue.All);

        Assert.Equal(["domain-controller-unreachable"], FoundIn(diagnosis));
        Assert.All(diagnosis.Findings.Where(finding => finding.Cause == "user-not-found"), finding => Assert.Equal(Verdict.NotReached, finding.Verdict));
        Assert.DoesNotContain(diagnosis.Findings, finding => finding.Verdict == Verdict.Inconclusive);
    }

    [Theory]
    [InlineData("domain-controller-unreachable")]
    [InlineData("port-blocked")]
    [InlineData("clock-skew")]
    [InlineData("replication-disabled")]
    [InlineData("replication-rights-missing")]
    public void With_one_of_two_domain_controllers_at_fault_the_other_does_the_work(string cause)
    {
        var found = Assert.Single(Examiner.Examine(WithFirstOfTwo(cause), Catalogue.General).Found);

        Assert.Equal((cause, Severity.Warning), (found.Cause, found.Severity));
        Assert.Contains("dc1", found.Scope + found.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public void An_account_that_one_of_two_domain_controllers_lets_in_is_let_in() =>
        Assert.Empty(Examiner.Examine(WithFirstOfTwo("connector-account-rejected"), Catalogue.General).Found);

    [Fact]
    public void What_could_not_be_looked_at_is_not_called_healthy()
    {
        var blind = Scenery.Healthy.With(domain => domain with { Stored = null, StoreObstacle = "database is locked" }).With(controller => controller with { ExcessRights = null });

        var inconclusive = Examiner.Examine(blind, Catalogue.General).Findings.Where(finding => finding.Verdict == Verdict.Inconclusive).Select(finding => finding.Cause);

        Assert.Equal(["delivery-failing", "domain-controller-restored", "domain-controller-lagging", "account-over-privileged"], inconclusive);
    }

    [Fact]
    public void A_check_that_throws_does_not_keep_the_others_from_being_heard()
    {
        var diagnosis = Examiner.Examine(Scenery.Healthy, [new Throwing(), .. Catalogue.General]);

        Assert.Equal(Verdict.Inconclusive, Assert.Single(diagnosis.Findings, finding => finding.Cause == "throwing").Verdict);
        Assert.Equal(Catalogue.General.Count, diagnosis.Findings.Select(finding => finding.Cause).Distinct().Count() - 1);
    }

    [Fact]
    public void Errors_stand_before_warnings()
    {
        var both = Make("staging-mode")(Make("account-over-privileged")(Scenery.Healthy));

        Assert.Equal(["staging-mode", "account-over-privileged"], FoundIn(Examiner.Examine(both, Catalogue.General)));
    }

    static Sights WithFirstOfTwo(string cause)
    {
        var spoilt = Make(cause)(Scenery.Healthy).Domains[0].Controllers[0];
        return Scenery.Healthy.With(domain => domain with { Controllers = [spoilt, domain.Controllers[1]] });
    }

    static Func<Sights, Sights> Make(string cause) => Faults.General.Single(fault => fault.Cause == cause).Make;

    static IEnumerable<string> Hiding(Check check) =>
        check.DependsOn.Concat(check.ObscuredBy).SelectMany(cause => Hiding(Catalogue.Find(cause)!).Append(cause)).Distinct();

    static Func<PersonSight, PersonSight> OfPerson(string cause) => Faults.OfPerson.Single(fault => fault.Cause == cause).Make;

    static IEnumerable<string> FoundIn(Diagnosis diagnosis) => diagnosis.Found.Select(finding => finding.Cause).Distinct();

    static bool CanBeTogether(string one, string other)
    {
        if (IndexOf(one) >= IndexOf(other))
            return false;
        if (OfCloud.Contains(one) && OfCloud.Contains(other))
            return false;
        if (OfControllers.Contains(one) && OfControllers.Contains(other))
            return Compatible.Contains((one, other));
        return other is not ("heartbeat-missing" or "delivery-failing") || !Catalogue.Find(other)!.DependsOn.Contains(one);
    }

    static int IndexOf(string cause) => Catalogue.General.Select(check => check.Slug).ToList().IndexOf(cause);

    sealed class Throwing : AgentCheck
    {
        public override string Slug => "throwing";

        public override string Title => "It throws";

        public override string Expected => "It does not.";

        protected override Judgement Judge(Sights sights) => throw new InvalidOperationException("It does.");
    }
}
