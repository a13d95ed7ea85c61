using Skybridge.Drsr.Drs;

namespace Skybridge.Tests.Fakes;

/// <summary>A membership in a directory's database, or that one was taken away.</summary>
/// <param name="Group">The group.</param>
/// <param name="Member">Who is in it.</param>
/// <param name="IsPresent">Whether they still are.</param>
/// <param name="Created">When they first were.</param>
/// <param name="Stamp">Who wrote it last.</param>
/// <param name="LocalUsn">When this database learned of it.</param>
sealed record FakeLink(Guid Group, Guid Member, bool IsPresent, DateTimeOffset Created, AttributeMetadata Stamp, long LocalUsn);

/// <summary>A membership as it is sent.</summary>
sealed record FakeSentLink(DsName Group, DsName Member, bool IsPresent, DateTimeOffset Created, AttributeMetadata Stamp);
