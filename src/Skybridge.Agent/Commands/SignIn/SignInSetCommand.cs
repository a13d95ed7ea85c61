using System.CommandLine;
using Skybridge.Agent.Home;
using Skybridge.CommandLine;
using Skybridge.Contract;

namespace Skybridge.Agent.Commands.SignIn;

/// <summary><c>skybridge sign-in set</c>: the same as on the cloud's host, from afar.</summary>
sealed class SignInSetCommand : Command
{
    const string UserName = "user-name";
    const string SourceAnchor = "source-anchor";
    const int MaxAuthoritiesLength = 32 * 1024;

    readonly CommonOptions _common;
    readonly ConsentOptions _consent;
    readonly Argument<string[]> _words = new("METHOD")
    {
        Description = $"{string.Join(", ", SignInText.All)}; before it the domain, where it is not the agent's only one",
        Arity = new ArgumentArity(1, 2),
    };

    readonly Option<bool> _keep = new("--keep-password-hash") { Description = "With federation: go on taking passwords, to fall back on" };
    readonly Option<string?> _issuer = CommandOptions.Text("--issuer", "URL", "With federation: the OpenID Connect provider that people are sent to");
    readonly Option<string?> _clientId = CommandOptions.Text("--client-id", "ID", "The identifier that the provider gave the cloud");
    readonly Option<string?> _secretFile = CommandOptions.Text("--client-secret-file", "FILE", "A file with the secret that goes with it");
    readonly Option<string?> _claim = CommandOptions.Text("--claim", "NAME", "The claim that says who somebody is (upn, else preferred_username, unless told)");
    readonly Option<string?> _match = CommandOptions.Text("--match", "WHAT", $"What that claim names: {UserName} (unless told) or {SourceAnchor}");
    readonly Option<string?> _authorityFile = CommandOptions.Text("--ca-file", "FILE", "PEM certificates that the cloud shall trust the provider by");

    public SignInSetCommand(CommonOptions common)
        : base("set", "Change how the people of a domain sign in; an administrator of the cloud has to allow it")
    {
        _common = common;
        _consent = new ConsentOptions(common);
        Arguments.Add(_words);
        Options.Add(_keep);
        foreach (var option in ProviderOptions)
            Options.Add(option);
        _consent.AddTo(this);
        SetAction(RunAsync);
    }

    Option<string?>[] ProviderOptions => [_issuer, _clientId, _secretFile, _claim, _match, _authorityFile];

    async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var home = new AgentHome(_common.HomeOf(parsed));
        var words = parsed.GetRequiredValue(_words);
        var method = SignInText.Find(words[^1])
            ?? throw new OperatorException($"There is no sign-in method '{words[^1]}'.", $"The methods are {string.Join(", ", SignInText.All)}.");
        var domain = words.Length > 1 ? words[0] : SettingsEditor.FindConnector(home.ReadSettings(), null).Domain;
        var order = OrderOf(parsed, method); // Whatever is wrong here is said before anybody is asked for consent.

        var (api, http) = await _consent.OpenAsync(parsed, home, cancellationToken);
        using var _ = http;
        var receipt = await api.SetSignInAsync(domain, order, cancellationToken);
        _common.Print(parsed, ReportOf(receipt), ReportJson.Default.SignInSetReport, output =>
        {
            foreach (var line in SignInText.Describe(receipt))
                output.WriteLine(line);
        });
        return ExitCode.Done;
    }

    SignInOrder OrderOf(ParseResult parsed, SignInMethod method)
    {
        var given = ProviderOptions.FirstOrDefault(option => parsed.GetValue(option) is not null);
        var keep = parsed.GetValue(_keep);
        if (method != SignInMethod.Federation && (keep || given is not null))
            throw new OperatorException($"{(keep ? _keep.Name : given!.Name)} goes with federation only.", "Leave it out.");
        return new() { Method = method, KeepPasswordHash = keep, Provider = given is null ? null : ProviderOf(parsed) };
    }

    ProviderOrder ProviderOf(ParseResult parsed) => new()
    {
        Issuer = parsed.GetValue(_issuer) ?? throw NoProvider(),
        ClientId = parsed.GetValue(_clientId) ?? throw NoProvider(),
        ClientSecret = parsed.GetValue(_secretFile) is { } file ? SecretFile.Read(file, 1) : null,
        Claim = parsed.GetValue(_claim),
        MatchSourceAnchor = parsed.GetValue(_match) switch
        {
            null or UserName => false,
            SourceAnchor => true,
            var other => throw new OperatorException($"--match takes {UserName} or {SourceAnchor}, not '{other}'.", $"Use {SourceAnchor} when the claim has the source anchor in Base64."),
        },
        Authorities = parsed.GetValue(_authorityFile) is { } path ? ReadAuthorities(path) : null,
    };

    static OperatorException NoProvider() =>
        new("A provider needs --issuer and --client-id.", "Give both; and --client-secret-file when the provider gave a secret.");

    static string ReadAuthorities(string path)
    {
        try
        {
            return new FileInfo(path).Length <= MaxAuthoritiesLength
                ? File.ReadAllText(path)
                : throw new OperatorException($"The file {path} is too long to hold certificates of authorities.", "Put only those of the provider's authority into the file.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"The file {path} cannot be read: {error.Message}", "Name a file that this user can read.", error);
        }
    }

    static SignInSetReport ReportOf(SignInReceipt receipt) => new(
        receipt.Domain,
        SignInText.Word(receipt.From),
        SignInText.Word(receipt.To),
        receipt.KeepPasswordHash,
        receipt.Changed,
        receipt.PasswordSync,
        receipt.PasswordSyncTurned,
        receipt.Issuer,
        receipt.ClientId,
        receipt.RedirectPath);
}
