using System.CommandLine;
using Skybridge.Agent.Home;
using Skybridge.CommandLine;
using Skybridge.Sync.Cloud;

namespace Skybridge.Agent.Commands.SignIn;

/// <summary>How a command gets to administer the cloud: by an administrator's consent, or as a program with a secret.</summary>
sealed class ConsentOptions(CommonOptions common)
{
    const int MinSecretLength = 32;
    const string SecretName = "SKYBRIDGE_ADMIN_CLIENT_SECRET";

    readonly Option<string?> _clientId = CommandOptions.Text("--admin-client-id", "ID", "For scripts: a client of the cloud that was added with --administration");
    readonly Option<string?> _secretFile = CommandOptions.Text("--admin-client-secret-file", "FILE", $"The file with its secret (or {SecretName})");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_clientId);
        command.Options.Add(_secretFile);
    }

    /// <summary>Administers the cloud that this agent delivers to.</summary>
    /// <returns>The API, and the client to dispose after it.</returns>
    public async Task<(AdministrationApi Api, HttpClient Http)> OpenAsync(ParseResult parsed, AgentHome home, CancellationToken cancellationToken)
    {
        var settings = home.ReadSettings().Cloud;
        var http = CloudHttp.Create(settings.Url, settings.OwnAuthority ? home.Authority : null);
        try
        {
            var token = await TokenAsync(parsed, new AdministrationTokens(http, common.Terminal.Time), cancellationToken);
            return (new(http, token, common.Terminal.Time), http);
        }
        catch (Exception)
        {
            http.Dispose();
            throw;
        }
    }

    Task<string> TokenAsync(ParseResult parsed, AdministrationTokens tokens, CancellationToken cancellationToken)
    {
        var file = parsed.GetValue(_secretFile);
        if (parsed.GetValue(_clientId) is { } id)
            return tokens.BySecretAsync(id, SecretOf(file), cancellationToken);
        if (file is not null)
            throw new OperatorException("--admin-client-secret-file needs --admin-client-id.", "Give both, or neither to ask an administrator for consent.");

        return tokens.ByConsentAsync($"skybridge of {common.Terminal.Actor.Replace("cli:", "", StringComparison.Ordinal)}", Show, cancellationToken);
    }

    string SecretOf(string? file) => file is not null
        ? SecretFile.Read(file, MinSecretLength)
        : SecretVariable.Read(common.Terminal.Environment, SecretName, MinSecretLength)
            ?? throw new OperatorException("There is no secret for the client.", $"Give --admin-client-secret-file, or set {SecretName}.");

    // On standard error, so that the result stays alone on standard output.
    void Show(DeviceConsent consent)
    {
        var output = common.Terminal.Error;
        output.WriteLine("An administrator of the cloud has to allow this. Open, on any machine:");
        output.WriteLine();
        output.WriteLine($"    {consent.AddressWithCode ?? consent.Address}");
        output.WriteLine();
        output.WriteLine($"and compare the code: {consent.Code}");
        output.WriteLine($"Waiting; the code is good for {consent.GoodFor.TotalMinutes:0} minutes. Ctrl-C gives up, and nothing is changed.");
    }
}
