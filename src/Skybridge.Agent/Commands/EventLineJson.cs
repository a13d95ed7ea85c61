using System.Text.Json.Serialization;
using Skybridge.Sync.Agent;

namespace Skybridge.Agent.Commands;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SyncEvent))]
sealed partial class EventLineJson : JsonSerializerContext;
