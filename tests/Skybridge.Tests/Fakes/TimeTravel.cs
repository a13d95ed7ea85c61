using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace Skybridge.Tests.Fakes;

static class TimeTravel
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    extension(FakeTimeProvider time)
    {
        /// <summary>
        /// Moves the clock on, second by second, until something happened: whatever time limit it waits for is reached soon. Says how much
        /// later it is then.
        /// </summary>
        public async Task<TimeSpan> AdvanceUntilAsync(Task done)
        {
            var (started, watch) = (time.GetUtcNow(), Stopwatch.StartNew());
            while (!done.IsCompleted)
            {
                Assert.True(watch.Elapsed < Patience, "No time limit ends this wait.");
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }

            return time.GetUtcNow() - started;
        }
    }
}
