using Skybridge.Agent.Setup;
using Skybridge.Cryptography;
using Skybridge.Drsr.Security;

namespace Skybridge.Tests.Agent;

/// <summary>A refused administrator is spoken of as the administrator, never as the connector account.</summary>
public class AdministratorLoginTests
{
    [Theory]
    [InlineData(KerberosFailure.PasswordWrong, "password")]
    [InlineData(KerberosFailure.AccountUnknown, "sAMAccountName")]
    [InlineData(KerberosFailure.AccountRevoked, "locked out")]
    [InlineData(KerberosFailure.PasswordExpired, "new password")]
    [InlineData(KerberosFailure.NoAesKey, "AES")]
    public void The_hint_is_about_the_administrator(KerberosFailure failure, string word)
    {
        using var login = new AdministratorLogin("ada", new SecretBytes(1));

        var problem = login.Explain(new KerberosException(failure, "Logging in as ada failed."));

        Assert.NotNull(problem);
        Assert.Equal("Logging in as ada failed.", problem.Message);
        Assert.Contains("administrator", problem.Hint, StringComparison.Ordinal);
        Assert.Contains(word, problem.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain("connector", problem.Hint, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(KerberosFailure.KdcUnreachable)]
    [InlineData(KerberosFailure.ClockSkew)]
    [InlineData(KerberosFailure.ServerNotTrusted)]
    public void What_is_not_the_administrators_fault_is_explained_as_ever(KerberosFailure failure)
    {
        using var login = new AdministratorLogin("ada", new SecretBytes(1));

        Assert.Null(login.Explain(new KerberosException(failure, "It failed.")));
    }
}
