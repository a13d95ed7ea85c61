using System.Net.Sockets;
using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Rpc;
using Skybridge.Drsr.Security;
using Skybridge.Drsr.Security.Gss;

namespace Skybridge.Tests.Drsr;

/// <summary>Whose fault an error is, and whether waiting helps.</summary>
public class ErrorTests
{
    [Theory]
    [InlineData(6, KerberosFailure.AccountUnknown)]
    [InlineData(7, KerberosFailure.ServiceUnknown)]
    [InlineData(14, KerberosFailure.NoAesKey)]
    [InlineData(18, KerberosFailure.AccountRevoked)]
    [InlineData(23, KerberosFailure.PasswordExpired)]
    [InlineData(24, KerberosFailure.PasswordWrong)]
    [InlineData(31, KerberosFailure.MessageTampered)]
    [InlineData(32, KerberosFailure.TicketExpired)]
    [InlineData(37, KerberosFailure.ClockSkew)]
    [InlineData(154, KerberosFailure.KdcUnreachable)]
    [InlineData(156, KerberosFailure.KdcUnreachable)]
    [InlineData(195, KerberosFailure.StoreUnusable)]
    [InlineData(0, KerberosFailure.Other)]
    [InlineData(60, KerberosFailure.Other)]
    public void A_kerberos_code_tells_what_kind_of_thing_went_wrong(int code, KerberosFailure failure) => Assert.Equal(failure, GssError.Classify(code));

    /// <summary>Trying again with a wrong password locks the account.</summary>
    [Theory]
    [InlineData(KerberosFailure.Other, true)]
    [InlineData(KerberosFailure.LibraryMissing, false)]
    [InlineData(KerberosFailure.KdcUnreachable, true)]
    [InlineData(KerberosFailure.TimedOut, true)]
    [InlineData(KerberosFailure.AccountUnknown, false)]
    [InlineData(KerberosFailure.PasswordWrong, false)]
    [InlineData(KerberosFailure.AccountRevoked, false)]
    [InlineData(KerberosFailure.PasswordExpired, false)]
    [InlineData(KerberosFailure.NoAesKey, false)]
    [InlineData(KerberosFailure.ClockSkew, true)]
    [InlineData(KerberosFailure.ServiceUnknown, true)]
    [InlineData(KerberosFailure.TicketExpired, false)]
    [InlineData(KerberosFailure.StoreUnusable, false)]
    [InlineData(KerberosFailure.ServerNotTrusted, false)]
    [InlineData(KerberosFailure.MessageTampered, true)]
    public void Only_what_cannot_lock_an_account_is_tried_again(KerberosFailure failure, bool isTransient)
    {
        var error = new KerberosException(failure, "text", 24);

        Assert.Equal((failure, 24, isTransient), (error.Failure, error.Code, error.IsTransient));
    }

    [Fact]
    public void Every_kind_of_failure_is_decided_on_above()
    {
        var decided = typeof(ErrorTests).GetMethod(nameof(Only_what_cannot_lock_an_account_is_tried_again))!
            .GetCustomAttributes(typeof(InlineDataAttribute), inherit: false)
            .Select(attribute => (KerberosFailure)((InlineDataAttribute)attribute).Data[0]!);

        Assert.Equal(Enum.GetValues<KerberosFailure>(), decided.Order());
    }

    [Theory]
    [InlineData(DrsException.AccessDenied, false, "replication access denied")]
    [InlineData(DrsException.SchemaMismatch, false, "schema mismatch")]
    [InlineData(DrsException.BadNamingContext, false, "no such naming context")]
    [InlineData(DrsException.BadDistinguishedName, false, "no such object")]
    [InlineData(DrsException.SourceDisabled, true, "outbound replication disabled")]
    [InlineData(DrsException.SinkDisabled, true, "inbound replication disabled")]
    [InlineData(DrsException.DifferentEpochs, true, "different replication epochs")]
    [InlineData(8, true, "not enough memory")]
    [InlineData(4711, true, "no name known")]
    public void A_directory_services_refusal_keeps_its_code(int code, bool isTransient, string name)
    {
        var error = new DrsException(code, "IDL_DRSGetNCChanges");

        Assert.Equal((code, isTransient), (error.Error, error.IsTransient));
        Assert.Equal($"The domain controller refused IDL_DRSGetNCChanges with error {code} ({name}).", error.Message);
    }

    [Fact]
    public void A_broken_connection_keeps_the_sockets_error()
    {
        var socket = new SocketException((int)SocketError.ConnectionReset);

        var error = new RpcTransportException("x:1", TransportStep.Exchange, "text", innerException: new IOException("text", socket));

        Assert.Equal(SocketError.ConnectionReset, error.SocketError);
        Assert.Null(new RpcTransportException("x:1", TransportStep.Exchange, "text").SocketError);
    }
}
