using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Skybridge.Contract;

/// <summary>The JSON of everything that crosses from agent to cloud. What is not on this list cannot leave a process by it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(DeliveryBatch))]
[JsonSerializable(typeof(DeliveryReceipt))]
[JsonSerializable(typeof(GroupBatch))]
[JsonSerializable(typeof(GroupReceipt))]
[JsonSerializable(typeof(EnrollmentRequest))]
[JsonSerializable(typeof(EnrollmentReply))]
[JsonSerializable(typeof(EnrollmentPreviewRequest))]
[JsonSerializable(typeof(EnrollmentPreview))]
[JsonSerializable(typeof(EpochRequest))]
[JsonSerializable(typeof(LeaseRequest))]
[JsonSerializable(typeof(LeaseReply))]
[JsonSerializable(typeof(TenantState))]
[JsonSerializable(typeof(TenantDiagnosis))]
[JsonSerializable(typeof(PersonQuery))]
[JsonSerializable(typeof(PersonDiagnosis))]
[JsonSerializable(typeof(SaltRequest))]
[JsonSerializable(typeof(SaltReply))]
[JsonSerializable(typeof(MatchRequest))]
[JsonSerializable(typeof(MatchReply))]
[JsonSerializable(typeof(AdministrationCaller))]
[JsonSerializable(typeof(SignInList))]
[JsonSerializable(typeof(SignInOrder))]
[JsonSerializable(typeof(SignInReceipt))]
[JsonSerializable(typeof(ErrorReply))]
[SuppressMessage("ApiDesign", "RS0016", Justification = "The members are the source generator's; the types that they are about are declared.")]
[SuppressMessage("ApiDesign", "RS0041", Justification = "As above.")]
public sealed partial class ContractJson : JsonSerializerContext;
