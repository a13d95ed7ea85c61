using Skybridge.Lab;
using Skybridge.Lab.OpenId;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Postgres;

/// <summary>Passwords that change all the time, and people who sign in meanwhile, while something is broken.</summary>
sealed class NodeLoad : IAsyncDisposable
{
    const int Changing = 12;
    const int Steady = 4;
    const int ServiceAccounts = 2;

    readonly ProductLab _stack;
    readonly Func<string, string, Task<SignInResult>> _signIn;
    readonly List<ProductPerson> _people;
    readonly int _others;
    readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    readonly List<string> _wrong = [];
    Task _running = Task.CompletedTask;
    int _changes, _accepted, _retries;

    NodeLoad(ProductLab stack, List<ProductPerson> people, Func<string, string, Task<SignInResult>> signIn, int others) =>
        (_stack, _people, _signIn, _others) = (stack, people, signIn, others);

    /// <summary>Adds people, waits until they are there, and begins.</summary>
    /// <param name="stack">Where.</param>
    /// <param name="signIn">Signs somebody in.</param>
    /// <param name="round">How many loads there were before on the same stack.</param>
    public static async Task<NodeLoad> StartAsync(ProductLab stack, Func<string, string, Task<SignInResult>> signIn, int round = 0)
    {
        var people = new List<ProductPerson>();
        for (var i = 0; i < Changing + Steady; i++)
            people.Add(await stack.AddAsync($"load{round}-{i}"));
        foreach (var person in people)
            await person.SignsInAsync();
        var load = new NodeLoad(stack, people, signIn, round * people.Count);
        load._running = Task.WhenAll(people.Take(Steady).Select(load.SignInAsync).Append(load.ChangeAsync(people[Steady..])));
        return load;
    }

    /// <summary>Waits until passwords were changed and people signed in again, and a password that was changed since has arrived.</summary>
    public async Task GoesOnAsync()
    {
        var (changes, accepted) = (_changes, _accepted);
        await Wait.UntilAsync(() => _running.IsCompleted || (_changes > changes + Changing && _accepted > accepted + Steady), ProductLab.Limit, "changes and sign-ins", _end.Token);
        Assert.False(_running.IsCompleted, "The load ended early.");
        Assert.Empty(_wrong);
    }

    /// <summary>How many passwords were changed.</summary>
    public int Changes => _changes;

    /// <summary>How many sign-ins had to be tried again.</summary>
    public int Retries => _retries;

    /// <summary>Stops it, and compares the cloud with the directory: everybody's last password lets them in, and the one before does not.</summary>
    public async Task EndAsync()
    {
        await _end.CancelAsync();
        await _running;
        Assert.Empty(_wrong);
        foreach (var person in _people)
            await person.SignsInAsync(person.Current);
        Assert.Equal(_people.Count + _others + ServiceAccounts, (await _stack.SynchronizedAsync()).Count);
        foreach (var person in _people.Where(person => person.Former.Count > 0))
            Assert.False(await person.IsLetInAsync(person.Former.Last()), $"{person.Upn} is let in with a former password.");
    }

    public override string ToString() => $"{_changes} passwords changed, {_accepted} sign-ins, {_retries} that had to be tried again";

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        _end.Dispose();
    }

    async Task ChangeAsync(List<ProductPerson> people)
    {
        for (var i = 0; !_end.IsCancellationRequested; i++)
        {
            await people[i % people.Count].ResetAsync();
            Interlocked.Increment(ref _changes);
            await Task.Yield();
        }
    }

    // Those whose passwords stay: nothing that is broken may refuse one of them.
    async Task SignInAsync(ProductPerson person)
    {
        while (!_end.IsCancellationRequested)
        {
            switch (await _signIn(person.Upn, person.Password))
            {
                case SignInResult.Accepted:
                    Interlocked.Increment(ref _accepted);
                    break;
                case SignInResult.Failed failed:
                    Interlocked.Increment(ref _retries);
                    TestContext.Current.SendDiagnosticMessage(failed.ToString());
                    break;
                case var other:
                    lock (_wrong)
                        _wrong.Add($"{person.Upn}: {other}");
                    return;
            }
        }
    }
}
