namespace Skybridge.Drsr.Drs;

/// <summary>One attribute of a replicated object: its stamp, and where its values lie in the page.</summary>
readonly record struct ReplicatedAttribute(AttributeType Type, int FirstValue, int ValueCount, AttributeMetadata? Metadata);
