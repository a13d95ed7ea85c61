using System.CommandLine;
using System.Text;
using Skybridge.Agent.Home;
using Skybridge.Agent.Setup;
using Skybridge.Agent.Setup.Portable;
using Skybridge.CommandLine;
using Skybridge.Cryptography;

namespace Skybridge.Agent.Commands;

/// <summary><c>skybridge config</c>: everything that is set, to and from a file without secrets.</summary>
sealed class ConfigCommand : Command
{
    readonly CommonOptions _common;
    readonly Argument<string?> _to = new("FILE") { Description = "The file to write, which must not exist; standard output unless given", Arity = ArgumentArity.ZeroOrOne };
    readonly Argument<string> _from = new("FILE") { Description = "What `skybridge config export` wrote" };
    readonly Option<string?> _code = CommandOptions.Text("--enrollment-code", "C", $"For a new home: the one-time code that `skybridge-cloud enroll` printed (or {InitOptions.CodeVariable})");
    readonly Option<string[]> _passwordFiles = CommandOptions.Texts("--password-file", "[DOMAIN=]FILE", "A file with a connector account's password (or SKYBRIDGE_ACCOUNT_PASSWORD; else it is asked for); may be repeated");

    public ConfigCommand(CommonOptions common)
        : base("config", "Take everything that is set to another home, or bring it from one; no secret is in it")
    {
        _common = common;
        var export = new Command("export", "Write everything that is set, without secrets") { _to };
        export.SetAction(Export);
        var import = new Command("import", "Set everything as the file says: a new home, or over the one that is there; everything is tried first") { _from, _code, _passwordFiles };
        import.SetAction(ImportAsync);
        Subcommands.Add(export);
        Subcommands.Add(import);
    }

    int Export(ParseResult parsed)
    {
        var content = PortableSettings.Of(new AgentHome(_common.HomeOf(parsed))).ToBytes();
        if (parsed.GetValue(_to) is not { } path)
        {
            _common.Terminal.Out.Write(Encoding.UTF8.GetString(content));
            return ExitCode.Done;
        }

        try
        {
            PrivateFiles.Create(path, content);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"{path} cannot be written: {error.Message}", "Name a file that does not exist yet, in a folder that this user can write.", error);
        }

        _common.Terminal.Out.WriteLine($"Written to {path}. No password, key or code is in it.");
        return ExitCode.Done;
    }

    async Task<int> ImportAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (home, terminal) = (new AgentHome(_common.HomeOf(parsed)), _common.Terminal);
        var wanted = PortableSettings.Read(parsed.GetRequiredValue(_from));
        var steps = new InitSteps(terminal, step => terminal.Out.WriteLine($"  ✓ {step}"));
        using var run = new ImportRun(home, wanted, steps, connector => ReadPasswordAsync(steps, parsed, wanted, connector, cancellationToken), terminal);
        if (home.IsInitialized())
        {
            await run.ReplaceAsync(cancellationToken);
            terminal.Out.WriteLine($"Changed in {home.Root}. A running service works by it.");
            return ExitCode.Done;
        }

        var code = parsed.GetValue(_code) ?? SecretVariable.Read(terminal.Environment, InitOptions.CodeVariable)?.Trim()
            ?? throw new OperatorException("There is no enrolment code.", $"Give --enrollment-code, or set {InitOptions.CodeVariable}: `skybridge-cloud enroll NAME` prints one.");
        await run.CreateAsync(code, cancellationToken);
        terminal.Out.WriteLine($"Ready in {home.Root}.");
        return ExitCode.Done;
    }

    // DOMAIN=FILE for one of several; FILE alone where there is only one.
    async Task<SecretBytes?> ReadPasswordAsync(InitSteps steps, ParseResult parsed, PortableSettings wanted, ConnectorSettings connector, CancellationToken cancellationToken)
    {
        var given = parsed.GetRequiredValue(_passwordFiles);
        var own = given.FirstOrDefault(file => file.StartsWith($"{connector.Domain}=", StringComparison.OrdinalIgnoreCase))?[(connector.Domain.Length + 1)..];
        return await steps.ReadPasswordAsync($"{connector.Account} of {connector.Domain}", own ?? (wanted.Connectors.Count == 1 ? given.FirstOrDefault() : null), keytab: null, cancellationToken);
    }
}
