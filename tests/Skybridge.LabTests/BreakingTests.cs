using Skybridge.LabTests.Product;
using Skybridge.LabTests.Troubleshooting;

namespace Skybridge.LabTests;

/// <summary>Tests that break parts of a stack that others use after them. Each mends what it broke; where one fails, the next gets a new stack.</summary>
public abstract class BreakingTests(LabRun lab) : IAsyncDisposable
{
    readonly List<Func<ValueTask>> _giveUp = [];

    protected LabRun Run { get; } = lab;

    /// <summary>A whole product with nobody in it.</summary>
    protected Task<ProductLab> FaultsAsync() => UseAsync(Run.Faults);

    /// <summary>A whole product of two domain controllers with the awkward people; <see cref="ProductLab.Others"/> has the second.</summary>
    protected Task<ProductLab> PairAsync() => UseAsync(Run.Pair);

    /// <summary>A whole product of which everything can be broken.</summary>
    protected Task<BreakableLab> BreakableAsync() => UseAsync(Run.Breakable);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (TestContext.Current.TestState?.Result is not TestResult.Failed)
            return;

        foreach (var giveUp in _giveUp)
            await giveUp();
    }

    Task<T> UseAsync<T>(SharedPart<T> part)
        where T : class, IAsyncDisposable
    {
        _giveUp.Add(part.GiveUpAsync);
        return part.GetAsync();
    }
}
