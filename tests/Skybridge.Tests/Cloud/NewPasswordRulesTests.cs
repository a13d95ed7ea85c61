using Skybridge.Cloud.People;
using Skybridge.Cloud.SignIn;

namespace Skybridge.Tests.Cloud;

public class NewPasswordRulesTests
{
    [Theory]
    [InlineData("correct horse battery")]
    [InlineData("日本語のパスワードです")]
    [InlineData("😀😃😄😁😆😅😂🤣")]
    [InlineData("        x        ")]
    [InlineData("Anna-like but longer")]
    public void Anything_else_is_taken(string password) => Assert.Empty(Broken(password));

    [Theory]
    [InlineData("1234567", "fewer than 8")]
    [InlineData("😀😃😄😁😆😅😂", "fewer than 8")]
    [InlineData("", "fewer than 8")]
    [InlineData("the old password is long", "that you have now")]
    [InlineData("xX-ANNABELLE-Xx", "your user name")]
    [InlineData("Password1!", "everybody tries first")]
    [InlineData("P@ssw0rd", "everybody tries first")]
    [InlineData("Summer2026", "everybody tries first")]
    [InlineData("!!Welcome123", "everybody tries first")]
    [InlineData("12345678", "everybody tries first")]
    [InlineData("987654321", "everybody tries first")]
    [InlineData("aaaaaaaaaa", "everybody tries first")]
    [InlineData("1Qaz2wsx", "everybody tries first")]
    [InlineData("Qwertyuiop", "everybody tries first")]
    public void What_is_easy_to_guess_is_not(string password, string why) => Assert.Contains(Broken(password), sentence => sentence.Contains(why));

    [Fact]
    public void Length_has_an_end()
    {
        Assert.Empty(Broken(string.Concat(Enumerable.Repeat("a😀", 128))));
        Assert.Contains("more than 256", Assert.Single(Broken(string.Concat(Enumerable.Repeat("a😀", 128)) + "b")));
    }

    [Fact]
    public void What_is_typed_is_compared_as_it_is_typed()
    {
        // The same letters to the eye, composed and decomposed: two passwords.
        const string composed = "p\u00e4dagogisch";
        const string decomposed = "pa\u0308dagogisch";
        Assert.Single(NewPasswordRules.FindBroken(new NewPasswordForm { UserName = "", Current = "", New = composed, Again = decomposed }, []));
        Assert.Empty(NewPasswordRules.FindBroken(new NewPasswordForm { UserName = "", Current = composed, New = decomposed, Again = decomposed }, []));
    }

    [Fact]
    public void All_that_is_broken_is_named()
    {
        var form = new NewPasswordForm { UserName = "", Current = "annabel", New = "annabel", Again = "annab" };

        Assert.Equal(4, NewPasswordRules.FindBroken(form, ["annabel@north.example", null]).Count);
    }

    static IReadOnlyList<string> Broken(string password)
    {
        var form = new NewPasswordForm { UserName = "x", Current = "the old password is long", New = password, Again = password };
        return NewPasswordRules.FindBroken(form, ["annabelle@north.example", "ann", null]);
    }
}
