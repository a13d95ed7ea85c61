using Skybridge.Contract;

namespace Skybridge.Tests.Contract;

public class SourceAnchorTests
{
    [Fact]
    public void An_object_guid_becomes_base64_of_its_bytes() =>
        Assert.Equal("pKbRW59cV0+0z3svCisNXg==", SourceAnchor.FromObjectGuid(new Guid("5bd1a6a4-5c9f-4f57-b4cf-7b2f0a2b0d5e")).Value);

    [Theory]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("pKbRW59cV0+0z3svCisNXg= =")]
    [InlineData("pKbRW59cV0+0z3svCisNXh==")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Other_spellings_and_lengths_are_refused(string text) => Assert.False(SourceAnchor.TryParse(text, out _));

    [Fact]
    public void The_text_is_read_back() => Assert.True(SourceAnchor.TryParse("pKbRW59cV0+0z3svCisNXg==", out _));
}
