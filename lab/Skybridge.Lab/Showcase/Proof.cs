using System.Diagnostics;
using System.Globalization;
using Skybridge.Lab.OpenId;
using Skybridge.Lab.People;

namespace Skybridge.Lab.Showcase;

/// <summary>Proves that the whole way works: who should can sign in, who should not cannot, and a changed password follows.</summary>
sealed class Proof(ShowcaseStack stack, Narrator narrator)
{
    const string Heroine = "ada.lovelace";
    const int AtOnce = 4;

    static readonly TimeSpan SyncLimit = TimeSpan.FromSeconds(30);
    static readonly TimeSpan ChangeLimit = TimeSpan.FromSeconds(10);

    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        await narrator.StepAsync("People are synchronized", () => SynchronizeAsync(cancellationToken));
        using var client = stack.CreateClient();
        await narrator.StepAsync("Passwords of the directory sign their owners in to the cloud", () => SignInAllAsync(client, cancellationToken));
        return await narrator.StepAsync("A password is changed in the directory", () => ChangeAsync(client, cancellationToken));
    }

    async Task<bool> SynchronizeAsync(CancellationToken cancellationToken)
    {
        await Wait.UntilAsync(async token => (await stack.Agent.StatusAsync(token)).HasCompletedCycle, SyncLimit, "the first synchronization", cancellationToken);
        var status = await stack.Agent.StatusAsync(cancellationToken);
        narrator.Prove($"{status.Synchronized} of {status.People} people are synchronized");
        foreach (var (reason, count) in status.NotSynchronized)
            narrator.Say($"  {count,3}  {reason}");
        return true;
    }

    async Task<bool> SignInAllAsync(OpenIdClient client, CancellationToken cancellationToken)
    {
        var wrong = new List<string>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(stack.Domain.People, options, async (person, token) =>
        {
            var result = await client.SignInAsync(person.Upn, person.Password, token);
            var signedIn = result is SignInResult.Accepted;
            if (signedIn == (person.Expect is Expectation.SignsIn) && result is SignInResult.Accepted or SignInResult.Refused)
                return;

            lock (wrong)
                wrong.Add($"{person.User}: {result} ({person.Why})");
        });
        if (wrong.Count > 0)
            throw new LabException($"Not as expected: {string.Join("; ", wrong)}.", "Look at `skybridge status` and at the logs of agent and cloud.");

        var signing = stack.Domain.People.Count(person => person.Expect is Expectation.SignsIn);
        narrator.Prove($"{signing} of {signing} who should sign in did, by OpenID Connect");
        narrator.Prove($"{stack.Domain.People.Count - signing} of {stack.Domain.People.Count - signing} who should not were refused");
        return true;
    }

    async Task<bool> ChangeAsync(OpenIdClient client, CancellationToken cancellationToken)
    {
        var person = stack.Domain.People.Single(one => one.User == Heroine);
        var fresh = $"{Guid.NewGuid():N} changed";
        await stack.Domain.Directory.SetPasswordAsync(person.User, fresh, cancellationToken: cancellationToken);
        var started = Stopwatch.GetTimestamp();
        var accepted = await Wait.TryUntilAsync(
            async token => await client.SignInAsync(person.Upn, fresh, token) is SignInResult.Accepted, ChangeLimit, cancellationToken);
        if (!accepted)
            throw new LabException($"The new password of {person.User} was not accepted within {ChangeLimit.TotalSeconds:0} s.", "Look at `skybridge status` and at the agent's log.");

        narrator.Prove(string.Create(CultureInfo.InvariantCulture, $"the new password of {person.User} works after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s"));
        if (await client.SignInAsync(person.Upn, person.Password, cancellationToken) is not SignInResult.Refused)
            throw new LabException($"The old password of {person.User} still works.", "Look at the cloud's log.");

        narrator.Prove("the old one is refused");
        await RestoreAsync(client, person, cancellationToken);
        return true;
    }

    // So that lab.json stays true.
    async Task RestoreAsync(OpenIdClient client, Person person, CancellationToken cancellationToken)
    {
        await stack.Domain.Directory.SetPasswordAsync(person.User, person.Password, cancellationToken: cancellationToken);
        await Wait.UntilAsync(
            async token => await client.SignInAsync(person.Upn, person.Password, token) is SignInResult.Accepted, ChangeLimit, "the password that was set back", cancellationToken);
    }
}
