using Skybridge.Troubleshooting.Findings;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>Runs the checks over what was seen, and leaves out what another cause explains.</summary>
public static class Examiner
{
    /// <summary>Judges.</summary>
    public static Diagnosis Examine(Sights sights, IReadOnlyList<Check> checks)
    {
        ArgumentNullException.ThrowIfNull(checks);
        ArgumentNullException.ThrowIfNull(sights);
        var done = new List<Judged>();
        foreach (var check in checks)
            done.AddRange(check.Places(sights).Select(place => new Judged(check, place, Judge(check, place, sights, done))).ToList());
        return new Diagnosis { Findings = [.. done.OrderBy(Rank).Select(ToFinding)] };
    }

    static Judgement Judge(Check check, Place place, Sights sights, List<Judged> done)
    {
        if (Blocker(check.DependsOn, place, sights, done) is { } cause)
            return Judgement.NotReached(cause);

        Judgement judgement;
        try
        {
            judgement = check.Judge(place, sights);
        }
#pragma warning disable CA1031 // A check that fails must not keep the others from being heard.
        catch (Exception error)
#pragma warning restore CA1031
        {
            judgement = Judgement.Inconclusive($"The check failed: {error.GetType().Name}: {error.Message}");
        }

        return judgement.Verdict == Verdict.Inconclusive && Blocker([.. check.DependsOn, .. check.ObscuredBy], place, sights, done) is { } obscuring
            ? Judgement.NotReached(obscuring)
            : judgement;
    }

    // What was found for the agent concerns all; for a domain, what is in it; for a domain controller, itself, and the domain once all are concerned.
    static string? Blocker(IReadOnlyList<string> causes, Place place, Sights sights, List<Judged> done)
    {
        var found = done.Where(one => one.Judgement.Verdict is Verdict.Found or Verdict.NotReached && causes.Contains(one.Check.Slug)).ToList();
        if (found.Find(one => one.Place is { Domain: null, Person: null } || (one.Place.Person is not null && one.Place.Person == place.Person)) is { } general)
            return RootOf(general);

        // Somebody whom no domain knows may be in any of them.
        IEnumerable<DomainSight> domains = place.Domain is { } own ? [own] : sights.Domains;
        foreach (var domain in domains)
        {
            var here = found.Where(one => one.Place.Domain == domain && one.Place.Person is null).ToList();
            if (here.Find(one => one.Place.Controller is null) is { } ofDomain)
                return RootOf(ofDomain);
            if (place.Controller is { } controller)
            {
                if (here.Find(one => one.Place.Controller == controller) is { } ofController)
                    return RootOf(ofController);
            }
            else if (domain.Controllers.Count > 0 && domain.Controllers.All(each => here.Exists(one => one.Place.Controller == each)))
            {
                return RootOf(here.Find(one => one.Judgement.Verdict == Verdict.Found) ?? here[0]);
            }
        }

        return null;
    }

    static string RootOf(Judged judged) => judged.Judgement.Because ?? judged.Check.Slug;

    // Errors before warnings, in the order of the catalogue; then what could not be looked for, what was ruled out, what was not reached.
    static int Rank(Judged judged) => judged.Judgement.Verdict switch
    {
        Verdict.Found => SeverityOf(judged) == Severity.Error ? 0 : 1,
        Verdict.Inconclusive => 2,
        Verdict.Cleared => 3,
        _ => 4,
    };

    static Severity SeverityOf(Judged judged) => judged.Judgement.Severity ?? judged.Check.Severity;

    static Finding ToFinding(Judged judged) => new()
    {
        Cause = judged.Check.Slug,
        Verdict = judged.Judgement.Verdict,
        Severity = SeverityOf(judged),
        Scope = judged.Place.Name,
        Seen = judged.Judgement.Seen,
        Expected = judged.Judgement.Expected ?? judged.Check.Expected,
        Remedy = judged.Judgement.Remedy,
        Page = judged.Check.Page,
    };

    sealed record Judged(Check Check, Place Place, Judgement Judgement);
}
