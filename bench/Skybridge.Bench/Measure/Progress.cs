namespace Skybridge.Bench.Measure;

/// <summary>Says on standard error what is going on; the table goes to standard output.</summary>
static class Progress
{
    public static void Say(string line) => Console.Error.WriteLine($"  {line}");
}
