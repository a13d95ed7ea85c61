namespace Skybridge.Bench;

/// <summary>How much to measure.</summary>
/// <param name="People">People in the directory, besides the service accounts.</param>
/// <param name="Rounds">How often a figure is taken; some series take several per round.</param>
sealed record BenchOptions(int People, int Rounds);
