using Skybridge.Contract;

namespace Skybridge.Tests.Contract;

public class PasswordVersionTests
{
    static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    static readonly Guid Low = new("00000000-0000-0000-0000-000000000001");
    static readonly Guid High = new("f0000000-0000-0000-0000-000000000001");

    [Fact]
    public void A_higher_version_wins_over_a_later_clock() =>
        Assert.True(Of(version: 3, minutes: 0) > Of(version: 2, minutes: 10));

    [Fact]
    public void With_equal_versions_the_later_time_wins_and_then_the_greater_invocation_id()
    {
        Assert.True(Of(version: 2, minutes: 1) > Of(version: 2, minutes: 0));
        Assert.True(new AttributeStamp(2, Noon, High, 1) > new AttributeStamp(2, Noon, Low, 9));
    }

    [Fact]
    public void A_later_epoch_wins_over_everything() =>
        Assert.True(new PasswordVersion(1, Stamp(1, 0), Stamp(1, 0)) > new PasswordVersion(0, Stamp(9, 9), Stamp(9, 9)));

    [Fact]
    public void Setting_only_the_last_set_time_is_a_newer_version() =>
        Assert.True(new PasswordVersion(0, Stamp(2, 0), Stamp(3, 1)) > new PasswordVersion(0, Stamp(2, 0), Stamp(2, 0)));

    static PasswordVersion Of(uint version, int minutes) => new(0, Stamp(version, minutes), Stamp(version, minutes));

    static AttributeStamp Stamp(uint version, int minutes) => new(version, Noon.AddMinutes(minutes), Low, 1);
}
