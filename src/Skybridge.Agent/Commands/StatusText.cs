using System.Globalization;
using Skybridge.CommandLine;
using Skybridge.Sync.Engine;

namespace Skybridge.Agent.Commands;

/// <summary>The status for people: what is wrong first, then how it goes, then who is not synchronized.</summary>
sealed class StatusText(TextWriter output, Terminal terminal)
{
    const int Indent = 2;
    const int LabelWidth = 18;

    public void Write(StatusReport report)
    {
        output.WriteLine(terminal.Bold($"skybridge agent {report.AgentName}"));
        Line("service", report.ServiceProcess is { } process ? $"running (process {process})" : "not running");
        Line("mode", report.Mode.ToString().ToLowerInvariant());
        Line("cloud", report.Cloud.ToString());
        Line("home", report.Home);
        foreach (var cause in report.Causes)
            Line(cause.IsWarning ? "attention" : "found", $"{cause.Cause} ({cause.Scope}, since {Show.Moment(cause.Since)}): {cause.Seen}");
        if (report.Causes.Count > 0)
            Line("what to do", "skybridge troubleshoot");
        foreach (var domain in report.Domains)
            Write(domain, report.Mode);
    }

    void Write(DomainStatus domain, SyncMode mode)
    {
        output.WriteLine();
        output.WriteLine(terminal.Bold(domain.Domain));
        if (domain.Problem is { } problem)
        {
            Line("problem", $"{problem.Error} ({problem.Cause}, since {Show.Moment(problem.Since)})");
            Line("what to do", problem.Hint);
        }

        if (domain.Lead is { } lead)
            Line("leads", Describe(lead));
        Line("doing", domain.Activity ?? "nothing yet");
        Line("domain controller", domain.DomainController ?? "none connected");
        Line("account", domain.Account);
        if (domain.UserNameAttribute is { } attribute)
            Line("user names", $"by {attribute}");
        Line("last cycle", Ago(domain.LastCycle));
        Line("last delivery", Ago(domain.LastDelivery));
        Line("last cloud contact", Ago(domain.LastCloudContact));
        if (domain.PasswordSync == false)
            Line("password sync", "off in the tenant");
        if (domain.Delays is { } delays)
            Line("delay, 24 h", string.Create(CultureInfo.InvariantCulture, $"median {delays.MedianSeconds:0.00} s, 99 % within {delays.P99Seconds:0.00} s, {delays.Count:N0} passwords"));
        Line("people", Describe(domain.People, delivers: mode == SyncMode.Active && domain.Lead is null or { Role: "leads" }));
        foreach (var rule in domain.People.Rules)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",Indent + LabelWidth}{rule.Count,8:N0}  {rule.Reason}{(rule.Rule is null ? "" : $": {rule.Rule}")}"));
        if (domain.DeletionsWaiting > 0)
            Line("deletions", $"{domain.DeletionsWaiting} wait: skybridge pending");
        if (domain.Retries.Count > 0)
            Line("retry list", $"{domain.Retries.Count}: {string.Join(", ", domain.Retries.Reasons.Select(reason => $"{reason.Key} {reason.Value}"))}");
    }

    // Who delivers nothing knows of nobody that the cloud has them.
    static string Describe(PeopleStatus people, bool delivers) => delivers
        ? string.Create(CultureInfo.InvariantCulture, $"{people.Synchronized:N0} of {people.Total:N0} synchronized")
        : string.Create(CultureInfo.InvariantCulture, $"{people.Total:N0} read; this agent delivers none of them");

    static string Describe(LeadStatus lead)
    {
        var term = lead.Term is { } number ? string.Create(CultureInfo.InvariantCulture, $", term {number}") : "";
        var since = lead.Since is { } moment ? $" since {Show.Moment(moment)}" : "";
        if (lead.Role == "leads")
            return $"this agent{since}{term}";
        return lead.Agent is null ? "no agent now; this one stands by" : $"{lead.Agent} on {lead.Host}{since}{term}; this agent stands by";
    }

    void Line(string label, string value) => output.WriteLine($"{"",Indent}{label.PadRight(LabelWidth)}  {value}");

    string Ago(DateTimeOffset? moment)
    {
        if (moment is not { } at)
            return "never";

        var ago = terminal.Time.GetUtcNow() - at;
        var text = ago.TotalSeconds < 120 ? $"{ago.TotalSeconds:0} s" : ago.TotalMinutes < 120 ? $"{ago.TotalMinutes:0} min" : $"{ago.TotalHours:0} h";
        return $"{Show.Moment(at)} ({text} ago)";
    }
}
