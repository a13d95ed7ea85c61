using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skybridge.Bench.Report;

/// <summary>Everything that a run measured.</summary>
sealed record BenchReport(DateTimeOffset At, Machine Machine, int People, int Rounds, IReadOnlyList<Figure> Figures)
{
    public void WriteJson(TextWriter output) => output.WriteLine(JsonSerializer.Serialize(this, BenchJson.Default.BenchReport));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(BenchReport))]
[JsonSerializable(typeof(IReadOnlyList<Figure>))]
sealed partial class BenchJson : JsonSerializerContext;
