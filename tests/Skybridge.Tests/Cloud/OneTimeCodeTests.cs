using Skybridge.Cloud.Delivery;

namespace Skybridge.Tests.Cloud;

public sealed class OneTimeCodeTests
{
    [Fact]
    public void A_code_has_140_random_bits_and_no_letter_that_is_mistaken_for_another()
    {
        var codes = Enumerable.Range(0, 1000).Select(_ => OneTimeCode.Create()).ToList();

        Assert.All(codes, code => Assert.Matches("^([2-9A-HJ-NP-Z]{4}-){6}[2-9A-HJ-NP-Z]{4}$", code));
        Assert.Equal(codes.Count, codes.Distinct().Count());
        Assert.Equal(32, codes.SelectMany(code => code).Where(letter => letter != '-').Distinct().Count());
    }

    [Fact]
    public void However_it_is_written_it_is_the_same_code_and_no_other()
    {
        var code = OneTimeCode.Create();

        Assert.Equal(OneTimeCode.Hash(code), OneTimeCode.Hash($" {code.ToLowerInvariant().Replace("-", "")}\n"));
        Assert.NotEqual(OneTimeCode.Hash(code), OneTimeCode.Hash(code[..^1]));
        Assert.DoesNotContain(code, OneTimeCode.Hash(code));
    }
}
