using Skybridge.Agent.Setup.Answers;
using Skybridge.CommandLine;

namespace Skybridge.Tests.Agent;

/// <summary>A file of answers is believed only where it makes sense; all that is wrong with it is said at once, and no secret of it is repeated.</summary>
public sealed class AnswersFileTests : IDisposable
{
    const string Good = """{"domain":"north.example","account":{"name":"svc"},"cloud":{"url":"https://cloud.example"}}""";

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("answers");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_was_written_is_read_again()
    {
        var path = Path.Combine(_folder.FullName, "answers.json");
        var answers = AnswersFile.Parse(Good, "a") with { DomainControllers = ["127.0.0.1:dc1.north.example"], Staging = true, Scope = new() { Include = ["OU=Staff,DC=north,DC=example"] } };

        AnswersFile.Write(path, answers);
        var read = AnswersFile.Read(path);

        Assert.Equal("north.example", read.Domain);
        Assert.Equal(answers.DomainControllers, read.DomainControllers);
        Assert.Equal(answers.Scope.Include, read.Scope!.Include);
        Assert.True(read.Staging);
        Assert.Equal("svc", read.Account!.Name);
        Assert.Equal("https://cloud.example", read.Cloud!.Url);
    }

    [Theory]
    [InlineData("", "it is no JSON")]
    [InlineData("[]", "it is no JSON object")]
    [InlineData("null", "it is no JSON object")]
    [InlineData("{", "it is no JSON")]
    [InlineData("""{"domain":"a.example","domain":"b.example"}""", "it is no JSON")]
    [InlineData("""{"staging":"yes"}""", "staging cannot be")]
    [InlineData("""{"staging":null}""", "staging cannot be null")]
    [InlineData("""{"version":2}""", "version is 2")]
    [InlineData("""{"version":99999999999}""", "version cannot be")]
    [InlineData("""{"domain":7}""", "domain cannot be 7")]
    [InlineData("""{"domain":"NORTH"}""", "domain: 'NORTH'")]
    [InlineData("""{"account":"svc"}""", "account cannot be")]
    [InlineData("""{"account":[]}""", "account cannot be")]
    [InlineData("""{"account":{"credential":"guess"}}""", "account.credential cannot be")]
    [InlineData("""{"account":{"create":true}}""", "account.administrator is missing")]
    [InlineData("""{"account":{"create":true,"name":"a,b","administrator":"a"}}""", "cannot have ','")]
    [InlineData("""{"account":{"keytab":"/k"}}""", "account.keytab and account.credential")]
    [InlineData("""{"cloud":{"url":"http://cloud.example"}}""", "cloud.url:")]
    [InlineData("""{"cloud":{"caFile":"/a","fingerprint":"b"}}""", "exclude each other")]
    [InlineData("""{"domainControllers":"dc1"}""", "domainControllers cannot be")]
    [InlineData("""{"domainControllers":[null]}""", "domainControllers: ''")]
    [InlineData("""{"rpcPort":0}""", "rpcPort is 0")]
    [InlineData("""{"scope":{"everybody":true}}""", "scope cannot be")]
    [InlineData("""{"Domain":"north.example"}""", "Domain is not known")]
    public void What_cannot_be_is_named(string text, string fault) => Assert.Contains(fault, Refusal(text), StringComparison.Ordinal);

    [Fact]
    public void Deep_nesting_is_refused()
    {
        var text = $$"""{"scope":{{string.Concat(Enumerable.Repeat("[", 10_000))}}""";

        Assert.Contains("it is no JSON", Refusal(text), StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_named_at_once()
    {
        var message = Refusal("""{"domian":"x","staging":7,"account":{"pasword":"y"}}""");

        Assert.Contains("domian is not known; staging cannot be 7; account.pasword is not known", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"password":"hunter2"}""", "password")]
    [InlineData("""{"account":{"name":"svc","password":"hunter2"}}""", "account.password")]
    [InlineData("""{"account":{"administratorPassword":"hunter2"}}""", "account.administratorPassword")]
    [InlineData("""{"cloud":{"enrollmentCode":"hunter2"}}""", "cloud.enrollmentCode")]
    public void A_secret_has_no_place_in_it_and_is_not_repeated(string text, string name)
    {
        var message = Refusal(text);

        Assert.Contains($"{name} is not known", message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_is_null_is_an_empty_one() =>
        Assert.Empty(AnswersFile.Parse(Good.Replace("{\"domain\"", "{\"domainControllers\":null,\"domain\"", StringComparison.Ordinal), "a").DomainControllers);

    [Fact]
    public void A_huge_file_is_not_read()
    {
        var path = Path.Combine(_folder.FullName, "huge");
        using (var file = File.Create(path))
            file.SetLength(1L << 40);

        Assert.Contains("too long", Assert.Throws<OperatorException>(() => AnswersFile.Read(path)).Message, StringComparison.Ordinal);
    }

    /// <summary>A device has length 0 and no end.</summary>
    [Fact]
    public void A_file_without_an_end_is_not_read_to_it()
    {
        var why = OperatingSystem.IsWindows() ? "cannot be read" : "too long";

        Assert.Contains(why, Assert.Throws<OperatorException>(() => AnswersFile.Read("/dev/zero")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_said() =>
        Assert.Contains("cannot be read", Assert.Throws<OperatorException>(() => AnswersFile.Read(Path.Combine(_folder.FullName, "none"))).Message, StringComparison.Ordinal);

    static string Refusal(string text) => Assert.Throws<OperatorException>(() => AnswersFile.Parse(text, "answers.json")).Message;
}
