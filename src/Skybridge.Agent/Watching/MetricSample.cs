namespace Skybridge.Agent.Watching;

/// <summary>What is measured under one name.</summary>
/// <param name="Name">The name, by the custom of Prometheus.</param>
/// <param name="Help">What it means, with its unit.</param>
sealed record MetricFamily(string Name, string Help);

/// <summary>One value.</summary>
/// <param name="Family">What is measured.</param>
/// <param name="Value">The value.</param>
/// <param name="Labels">What it is about; never a person.</param>
sealed record MetricSample(MetricFamily Family, double Value, IReadOnlyList<(string Name, string Value)> Labels);
