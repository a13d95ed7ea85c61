using System.Text.Json.Serialization;

namespace Skybridge.Lab.People;

/// <summary>What the cloud should say to a person's password.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Expectation>))]
public enum Expectation
{
    [JsonStringEnumMemberName("signs-in")]
    SignsIn,

    [JsonStringEnumMemberName("refused")]
    Refused,
}
