using System.Globalization;
using Skybridge.Troubleshooting.Checks;
using Skybridge.Troubleshooting.Findings;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Reports;

/// <summary>The verdict in one or two sentences: what a person says first on the phone.</summary>
static class Headline
{
    public static string Of(Diagnosis diagnosis, Sights sights)
    {
        var errors = diagnosis.Found.Where(finding => finding.Severity == Severity.Error).ToList();
        if (sights.Person is { } person)
            return OfPerson(person, errors, diagnosis, sights);
        if (errors.Count > 0)
            return $"No passwords are synchronized{From(sights)}{Since(sights)}.";
        return diagnosis.Found.Any()
            ? "Passwords are synchronized, but something needs attention."
            : diagnosis.Summary.Inconclusive > 0
            ? "Nothing was found, but not everything could be looked at."
            : sights.StandsBy is [_, ..] others
            ? $"Nothing is wrong here: {string.Join("; ", others)}."
            : "Nothing is wrong: passwords are synchronized.";
    }

    static string OfPerson(PersonSight person, List<Finding> errors, Diagnosis diagnosis, Sights sights)
    {
        if (errors.Count > 0)
            return $"{Possessive(person.Label)} password is not synchronized.";
        if (sights.StandsByFor(person) is { } other)
            return $"Nothing was found about {person.Label} here: {other}. That agent knows what became of the password.";
        if (person.Attempts is [{ Status: Contract.DeliveryStatus.Success } last, ..])
        {
            var delay = last.Delay is { } took ? string.Create(CultureInfo.InvariantCulture, $", {took.TotalSeconds:0.0} s after the change") : "";
            return $"{Possessive(person.Label)} password is synchronized: last at {Words.Moment(last.At)} ({Words.Ago(sights.At - last.At)} ago){delay}.";
        }

        return diagnosis.Summary.Inconclusive > 0
            ? $"Nothing was found about {person.Label}, but not everything could be looked at."
            : $"{Possessive(person.Label)} password is synchronized.";
    }

    static string Possessive(string name) => $"{name}'s";

    static string From(Sights sights) => sights.Domains.Count == 1 ? $" from {sights.Domains[0].Domain}" : "";

    static string Since(Sights sights)
    {
        var since = sights.Domains.Min(domain => domain.Stored?.Health?.Problem?.Since);
        return since is { } at ? $" since {Words.Moment(at)} ({Words.Ago(sights.At - at)})" : "";
    }
}
