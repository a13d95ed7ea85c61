using Skybridge.Bench.Measure;
using Skybridge.Bench.Report;
using Skybridge.Bench.Stack;
using Skybridge.Lab;
using Skybridge.Lab.OpenId;
using Skybridge.Lab.People;
using Skybridge.Lab.Product;

namespace Skybridge.Bench.Series;

/// <summary>
/// Sign-ins through the form alone, beside ASP.NET Core Identity's own at equal hash cost, in turns; and those of a relying party, with all that
/// belongs to one: redirects, cookies, code, tokens, userinfo, checked signature.
/// </summary>
/// <remarks>Of people who have their outer hash: to put it on is work of the first seconds after a delivery, and not of a sign-in.</remarks>
sealed class SignInSeries(BenchStack stack, BenchOptions options)
{
    const string Name = "sign-in through the form";
    const string Hardened = "none is left as it was delivered";

    static readonly TimeSpan HardeningLimit = TimeSpan.FromMinutes(5);

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        await using var cloud = await stack.StartCloudAsync(cancellationToken);
        await using var agent = await stack.SetUpAgentAsync(cloud, cancellationToken);
        var people = await BringSomeAsync(agent, cancellationToken);
        await using var identity = await stack.StartIdentityAsync(cloud, people, cancellationToken);
        await Wait.UntilAsync(() => File.ReadAllText(cloud.LogFile).Contains(Hardened, StringComparison.Ordinal), HardeningLimit, "everybody's outer hash", cancellationToken);

        using var form = BenchStack.CreateForm(cloud);
        using var identityForm = identity.CreateForm();
        using var client = BenchStack.CreateClient(cloud);
        await RequireRefusalAsync(form, people[0], cancellationToken);
        await RequireRefusalAsync(identityForm, people[0], cancellationToken);
        var ours = new SignInCrowd(people, cloud.Process!.Value, (person, token) => SignInAsync(form, person, token));
        var theirs = new SignInCrowd(people, identity.Process, (person, token) => SignInAsync(identityForm, person, token));
        var whole = new SignInCrowd(people, cloud.Process!.Value, (person, token) => SignInAsync(client, person, token));
        await MeasureAsync(ours, theirs, whole, cancellationToken);
        return [.. Compare(ours, theirs), .. Describe(whole, cloud), new(Name, "Identity, peak memory", "MB", [ProcessUse.Of(identity.Process).PeakMegabytes])];
    }

    // The first organizational unit: enough to draw from, and few enough to hash in seconds.
    async Task<IReadOnlyList<Person>> BringSomeAsync(AgentInstance agent, CancellationToken cancellationToken)
    {
        var unit = UnitOf(stack.People[0]);
        await agent.CommandAsync(["scope", "set", "--include", unit], cancellationToken);
        await BenchStack.SynchronizeAsync(agent, full: true, cancellationToken);
        return [.. stack.People.Where(person => UnitOf(person) == unit)];
    }

    static string UnitOf(Person person) => person.Dn[(person.Dn.IndexOf(',', StringComparison.Ordinal) + 1)..];

    async Task MeasureAsync(SignInCrowd ours, SignInCrowd theirs, SignInCrowd whole, CancellationToken cancellationToken)
    {
        SignInCrowd[] crowds = [ours, theirs, whole];
        foreach (var crowd in crowds)
            await crowd.WarmAsync(cancellationToken);
        for (var i = 0; i < options.Rounds; i++)
        {
            foreach (var crowd in crowds)
                await crowd.RoundAsync(cancellationToken);
            (crowds[0], crowds[1]) = (crowds[1], crowds[0]); // Who is first in one round is second in the next.
            Progress.Say($"round {i + 1}: {Table.Show(ours.PerSecond[^1])} per s, Identity {Table.Show(theirs.PerSecond[^1])} per s");
        }
    }

    static IEnumerable<Figure> Compare(SignInCrowd ours, SignInCrowd theirs) =>
    [
        new(Name, $"cloud, form alone, {SignInCrowd.AtOnce} people at once", "per s", ours.PerSecond),
        new(Name, "Identity, the same", "per s", theirs.PerSecond),
        new(Name, "cloud / Identity, pair by pair", "ratio", Quantiles.PairByPair(ours.PerSecond, theirs.PerSecond)) { Targets = [Target.Above(1)] },
        new(Name, "cloud, form alone, CPU per sign-in", "ms", ours.CpuMilliseconds),
        new(Name, "Identity, CPU per sign-in", "ms", theirs.CpuMilliseconds),
        new(Name, "cloud, form alone, one sign-in", "ms", ours.Durations),
        new(Name, "Identity, one sign-in", "ms", theirs.Durations),
    ];

    static IEnumerable<Figure> Describe(SignInCrowd whole, CloudServer cloud) =>
    [
        new(Name, $"OpenID Connect, {SignInCrowd.AtOnce} people at once", "per s", whole.PerSecond),
        new(Name, "OpenID Connect, cloud's CPU per sign-in", "ms", whole.CpuMilliseconds),
        new(Name, "OpenID Connect, one sign-in", "ms", whole.Durations),
        new(Name, "cloud, peak memory", "MB", [ProcessUse.Of(cloud.Process!.Value).PeakMegabytes]),
    ];

    static async Task SignInAsync(SignInForm form, Person person, CancellationToken cancellationToken)
    {
        if (await form.SignInAsync(person.Upn, person.Password, cancellationToken) is { } said)
            throw NotLetIn(person, said);
    }

    static async Task SignInAsync(OpenIdClient client, Person person, CancellationToken cancellationToken)
    {
        var result = await client.SignInAsync(person.Upn, person.Password, cancellationToken);
        if (result is not SignInResult.Accepted)
            throw NotLetIn(person, $"{result}");
    }

    static LabException NotLetIn(Person person, string because) => new($"{person.User} was not let in: {because}.", "Look at the logs in .lab/bench.");

    // Who lets everybody in is fast.
    static async Task RequireRefusalAsync(SignInForm form, Person person, CancellationToken cancellationToken)
    {
        if (await form.SignInAsync(person.Upn, "not " + person.Password, cancellationToken) is null)
            throw new LabException($"{person.User} was let in with a wrong password.", "What was measured would say nothing.");
    }
}
