using System.CommandLine;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Federation;
using Skybridge.CommandLine;
using Skybridge.Contract;

namespace Skybridge.Cloud.CommandLine;

/// <summary>The options that name a federated domain's provider.</summary>
sealed class ProviderOptions
{
    const string UserName = "user-name";
    const string SourceAnchor = "source-anchor";

    readonly Option<string?> _issuer = CommandOptions.Text("--issuer", "URL", "With federation: the OpenID Connect provider that people are sent to");
    readonly Option<string?> _clientId = CommandOptions.Text("--client-id", "ID", "The identifier that the provider gave this cloud");
    readonly Option<string?> _secretFile = CommandOptions.Text("--client-secret-file", "FILE", "A file with the secret that goes with it");
    readonly Option<string?> _claim = CommandOptions.Text("--claim", "NAME", "The claim that says who somebody is (upn, else preferred_username, unless told)");
    readonly Option<string?> _match = CommandOptions.Text("--match", "WHAT", $"What that claim names: {UserName} (unless told) or {SourceAnchor}");
    readonly Option<string?> _authorityFile = CommandOptions.Text("--ca-file", "FILE", "PEM certificates to trust the provider by instead of the system's");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in All)
            command.Add(option);
    }

    Option<string?>[] All => [_issuer, _clientId, _secretFile, _claim, _match, _authorityFile];

    /// <summary>The provider that was named; null when none was.</summary>
    /// <exception cref="OperatorException">Something is missing, or the provider cannot be used.</exception>
    public async Task<NamedProvider?> ReadAsync(ParseResult parsed, bool isFederation, CancellationToken cancellationToken)
    {
        var given = All.Where(option => parsed.GetValue(option) is not null).ToList();
        if (given.Count == 0)
            return null;
        if (!isFederation)
            throw new OperatorException($"{given[0].Name} goes with federation only.", "Leave it out.");
        if (parsed.GetValue(_issuer) is not { } issuer || parsed.GetValue(_clientId) is not { Length: > 0 } clientId)
            throw new OperatorException("A provider needs --issuer and --client-id.", "Give both; and --client-secret-file when the provider gave a secret.");

        var order = new ProviderOrder
        {
            Issuer = issuer,
            ClientId = clientId,
            ClientSecret = parsed.GetValue(_secretFile) is { } file ? SecretFile.Read(file, minLength: 1) : null,
            Claim = parsed.GetValue(_claim),
            MatchSourceAnchor = ParseMatch(parsed.GetValue(_match)) == FederationMatch.SourceAnchor,
            Authorities = parsed.GetValue(_authorityFile) is { } pem ? ReadAuthorities(pem) : null,
        };
        return await NamedProvider.CheckAsync(order, cancellationToken);
    }

    /// <summary>The word for what a claim names.</summary>
    public static string Word(FederationMatch match) => match == FederationMatch.SourceAnchor ? SourceAnchor : UserName;

    static FederationMatch ParseMatch(string? word) => word switch
    {
        null or UserName => FederationMatch.UserName,
        SourceAnchor => FederationMatch.SourceAnchor,
        _ => throw new OperatorException($"--match takes {UserName} or {SourceAnchor}, not '{word}'.", $"Use {SourceAnchor} when the claim has the source anchor in Base64."),
    };

    static string ReadAuthorities(string path)
    {
        try
        {
            if (new FileInfo(path).Length > NamedProvider.MaxAuthoritiesLength)
                throw new OperatorException($"The file {path} is too long to hold certificates of authorities.", "Put only those of the provider's authority into the file.");
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"The file {path} cannot be read: {error.Message}", "Name a file that this user can read.", error);
        }
    }
}
