using Skybridge.Troubleshooting.Findings;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>One cause: what it is called, what it depends on, and how it is told from what the probes saw. Checks never look by themselves.</summary>
public abstract class Check
{
    /// <summary>The fixed word.</summary>
    public abstract string Slug { get; }

    /// <summary>What is wrong when it is found, in one sentence without a full stop.</summary>
    public abstract string Title { get; }

    /// <summary>What should be the case.</summary>
    public abstract string Expected { get; }

    /// <summary>How bad it usually is.</summary>
    public virtual Severity Severity => Severity.Error;

    /// <summary>The causes that, once found, make looking for this one pointless.</summary>
    public virtual IReadOnlyList<string> DependsOn => [];

    /// <summary>The causes that, once found, explain why this one could not be looked for.</summary>
    public virtual IReadOnlyList<string> ObscuredBy => [];

    /// <summary>The page of the documentation.</summary>
    public string Page => $"docs/causes/{Slug}.md";

    /// <summary>Where the check looks: one place per agent, domain, domain controller or person.</summary>
    internal abstract IEnumerable<Place> Places(Sights sights);

    /// <summary>Judges one place.</summary>
    internal abstract Judgement Judge(Place place, Sights sights);
}

/// <summary>A check of the agent as a whole, and of its cloud.</summary>
public abstract class AgentCheck : Check
{
    internal sealed override IEnumerable<Place> Places(Sights sights) => [new(sights.Agent.Name)];

    internal sealed override Judgement Judge(Place place, Sights sights) => Judge(sights);

    /// <summary>Judges.</summary>
    protected abstract Judgement Judge(Sights sights);
}

/// <summary>A check of one domain.</summary>
public abstract class DomainCheck : Check
{
    internal sealed override IEnumerable<Place> Places(Sights sights) => sights.Domains.Select(domain => new Place(domain.Domain, domain));

    internal sealed override Judgement Judge(Place place, Sights sights) => Judge(place.Domain!, sights);

    /// <summary>Judges.</summary>
    protected abstract Judgement Judge(DomainSight domain, Sights sights);
}

/// <summary>A check of one domain controller. Found on one while another works, it is a warning: synchronization goes on.</summary>
public abstract class ControllerCheck : Check
{
    internal sealed override IEnumerable<Place> Places(Sights sights) => sights.Domains.SelectMany(
        domain => domain.Controllers.Select(controller => new Place(controller.Name, domain, controller)));

    internal sealed override Judgement Judge(Place place, Sights sights)
    {
        var judgement = Judge(place.Controller!, place.Domain!);
        return judgement.Verdict == Verdict.Found && place.Domain!.Controllers.Any(other => other.Works) ? judgement.AsWarning() : judgement;
    }

    /// <summary>Judges.</summary>
    protected abstract Judgement Judge(ControllerSight controller, DomainSight domain);
}

/// <summary>A check of the person who was asked about.</summary>
public abstract class PersonCheck : Check
{
    internal sealed override IEnumerable<Place> Places(Sights sights) =>
        sights.Person is { } person ? [new(person.Label, sights.Domains.FirstOrDefault(domain => domain.Domain == person.Domain), Person: person)] : [];

    internal sealed override Judgement Judge(Place place, Sights sights) => Judge(place.Person!, sights);

    /// <summary>Judges.</summary>
    protected abstract Judgement Judge(PersonSight person, Sights sights);
}

/// <summary>Where a check looks.</summary>
/// <param name="Name">As it is called in a finding.</param>
/// <param name="Domain">The domain it belongs to; null for the agent as a whole.</param>
/// <param name="Controller">The domain controller, when it is one.</param>
/// <param name="Person">The person, when it is one.</param>
sealed record Place(string Name, DomainSight? Domain = null, ControllerSight? Controller = null, PersonSight? Person = null);
