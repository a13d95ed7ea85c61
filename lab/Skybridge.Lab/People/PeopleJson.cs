using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Skybridge.Lab.Domains;

namespace Skybridge.Lab.People;

/// <summary>The files about people and accounts that the lab reads and writes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    WriteIndented = true)]
[JsonSerializable(typeof(PeopleFile))]
[JsonSerializable(typeof(IReadOnlyList<Person>))]
[JsonSerializable(typeof(ServiceAccounts))]
[JsonSerializable(typeof(DomainControllerRecord))]
[JsonSerializable(typeof(LabDescription))]
sealed partial class PeopleJson : JsonSerializerContext;

/// <summary>The same with names as they are read: 鈴木 and not \u9234\u6728. Nobody puts these files into a web page.</summary>
static class LabJson
{
    public static PeopleJson Readable { get; } =
        new(new JsonSerializerOptions(PeopleJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
