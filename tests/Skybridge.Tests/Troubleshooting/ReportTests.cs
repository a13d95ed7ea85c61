using System.Text.Json;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Leases;
using Skybridge.Troubleshooting.Checks;
using Skybridge.Troubleshooting.Findings;
using Skybridge.Troubleshooting.Probes;
using Skybridge.Troubleshooting.Reports;

namespace Skybridge.Tests.Troubleshooting;

/// <summary>What the examination looks like to people and to scripts.</summary>
public class ReportTests
{
    static readonly LeaseState Standby = new() { Leads = false, Term = 3, Leader = "agent2", LeaderHost = "host2" };

    [Fact]
    public void The_verdict_stands_first_then_what_to_mend()
    {
        var text = TextOf(Fault("replication-rights-missing"));

        Assert.StartsWith("No passwords are synchronized from corp.example", text, StringComparison.Ordinal);
        Assert.True(text.IndexOf("✗ The connector account may not", StringComparison.Ordinal) < text.IndexOf("ruled out", StringComparison.Ordinal));
        Assert.Contains("dsacls \"DC=corp,DC=example\" /G \"CORP\\svc-sync:CA;Replicating Directory Changes All\"", text, StringComparison.Ordinal);
        Assert.Contains("S-1-5-21-1-2-3-1104", text, StringComparison.Ordinal);
        Assert.Contains("not reached, because they depend on the above", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', text);
    }

    [Fact]
    public void Of_a_healthy_person_it_says_when_and_how_quickly() => Assert.StartsWith(
        "ada@corp.example's password is synchronized: last at 2026-11-23 11:40:00Z (3 h ago), 0.6 s after the change.",
        TextOf(Scenery.Healthy.About(person => person)),
        StringComparison.Ordinal);

    [Fact]
    public void Standing_by_is_no_fault_and_it_says_who_leads()
    {
        var sights = Scenery.Healthy.With(domain => domain with { Stored = domain.Stored! with { Health = domain.Stored.Health! with { Lease = Standby } } });

        Assert.StartsWith("Nothing is wrong here: agent2 on host2 leads corp.example; this agent stands by and delivers nothing.", TextOf(sights), StringComparison.Ordinal);
        Assert.StartsWith(
            "Nothing was found about ada@corp.example here: agent2 on host2 leads corp.example;",
            TextOf(sights.About(person => person with { State = person.State! with { DeliveredPassword = null }, Attempts = [] })),
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_could_not_be_looked_at_is_no_health() => Assert.StartsWith(
        "Nothing was found, but not everything could be looked at.",
        TextOf(Scenery.Healthy.With(domain => domain with { Stored = null, StoreObstacle = "database is locked" })),
        StringComparison.Ordinal);

    [Fact]
    public void The_page_is_whole_and_escapes_what_others_named()
    {
        var sights = Scenery.Healthy.About(person => person with
        {
            State = person.State! with { DistinguishedName = "CN=<script>alert(1)</script>,DC=corp,DC=example" },
            Decision = ScopeDecision.PersonOnly("temporary-password", "pwdLastSet is 0 & so on"),
        });

        var page = HtmlReport.Write(Examiner.Examine(sights, Catalogue.All), sights);

        Assert.StartsWith("<!doctype html>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("http", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.Contains("temporary-password", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_json_has_the_stable_members_and_words()
    {
        var diagnosis = Examiner.Examine(Fault("domain-controller-unreachable"), Catalogue.General);
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(diagnosis, DiagnosisJson.Default.Diagnosis));

        Assert.Equal(["findings", "summary"], json.RootElement.EnumerateObject().Select(member => member.Name));
        var first = json.RootElement.GetProperty("findings")[0];
        Assert.Equal(["cause", "verdict", "severity", "scope", "seen", "expected", "remedy", "page"], first.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("domain-controller-unreachable", "found", "error"), (first.GetProperty("cause").GetString(), first.GetProperty("verdict").GetString(), first.GetProperty("severity").GetString()));
        Assert.Equal(["found", "cleared", "inconclusive", "not-reached"], json.RootElement.GetProperty("summary").EnumerateObject().Select(member => member.Name));
        Assert.Contains(json.RootElement.GetProperty("findings").EnumerateArray(), finding => finding.GetProperty("verdict").GetString() == "not-reached");
    }

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(120)]
    public void On_a_terminal_sentences_are_broken_at_words_and_commands_are_not(int width)
    {
        var output = new StringWriter { NewLine = "\n" };
        var sights = Fault("replication-rights-missing");
        new TextReport(output, styled: false, width).Write(Examiner.Examine(sights, Catalogue.General), sights);

        var lines = output.ToString().Split('\n');
        Assert.Contains(lines, line => line.Contains("dsacls", StringComparison.Ordinal) && line.Length > 80);
        var seen = Array.FindIndex(lines, line => line.TrimStart().StartsWith("seen", StringComparison.Ordinal));
        var mend = Array.FindIndex(lines, line => line.TrimStart().StartsWith("mend it", StringComparison.Ordinal));
        Assert.All(lines[seen..mend], line => Assert.True(line.Length <= Math.Max(width, 40) || !line.Trim().Contains(' ', StringComparison.Ordinal), line));
        Assert.All(lines[Array.FindIndex(lines, line => line.Contains("ruled out", StringComparison.Ordinal))..], line => Assert.True(line.Length <= width || line.Contains('–', StringComparison.Ordinal), line));
    }

    static Sights Fault(string cause) => Faults.General.Single(fault => fault.Cause == cause).Make(Scenery.Healthy);

    static string TextOf(Sights sights)
    {
        var output = new StringWriter { NewLine = "\n" };
        new TextReport(output, styled: false).Write(Examiner.Examine(sights, sights.Person is null ? Catalogue.General : Catalogue.All), sights);
        return output.ToString();
    }
}
