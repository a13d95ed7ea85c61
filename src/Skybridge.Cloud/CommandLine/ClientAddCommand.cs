using System.CommandLine;
using OpenIddict.Abstractions;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.OpenId;
using Skybridge.Cloud.People;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>client add</c>: registers an application, or a program that administers the cloud.</summary>
sealed class ClientAddCommand : Command
{
    const int MinSecretLength = 16;

    // Whoever has it changes how people sign in: nobody types this one.
    const int MinAdministrationSecretLength = 32;

    readonly CommandContext _context;
    readonly Argument<string> _name = new("NAME") { Description = "The application, as people know it" };
    readonly Option<string[]> _redirectUris = CommandOptions.Texts(
        "--redirect-uri",
        "URI",
        "Where people come back to after signing in; may be repeated");
    readonly Option<string[]> _logoutUris = CommandOptions.Texts(
        "--post-logout-redirect-uri",
        "URI",
        "Where people come back to after signing out; may be repeated");
    readonly Option<string?> _id = CommandOptions.Text("--id", "ID", "The client identifier (made from the name unless told)");
    readonly Option<string?> _secretFile = CommandOptions.Text(
        "--secret-file",
        "FILE",
        "A file with the client's secret; without one the client is public and uses PKCE alone");
    readonly Option<bool> _administration = new("--administration")
    {
        Description = "A program that administers the cloud by itself, with --secret-file; nobody signs in to it",
    };

    public ClientAddCommand(CommandContext context)
        : base("add", "Register an application, or a program that administers the cloud")
    {
        _context = context;
        Add(_name);
        foreach (var option in new Option[] { _redirectUris, _logoutUris, _id, _secretFile, _administration })
            Add(option);
        SetAction(context.OnHome(RunAsync));
    }

    async Task<int> RunAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
    {
        var descriptor = DescriptorOf(parsed);
        var (id, name) = (descriptor.ClientId!, descriptor.DisplayName!);
        await using var transaction = await session.Db.BeginWritingAsync(cancellationToken);
        if (await session.Applications.FindByClientIdAsync(id, cancellationToken) is not null)
            throw new OperatorException(
                $"There is a client with the identifier '{id}' already.",
                "Choose another with --id, or remove the old one with `skybridge-cloud client remove`.");
        var application = await session.Applications.CreateAsync(descriptor, cancellationToken);
        session.Note(
            AuditActions.ClientAdded,
            id,
            ("name", name),
            ("type", descriptor.ClientType),
            ("redirectUris", string.Join(' ', descriptor.RedirectUris)),
            ("administration", parsed.GetValue(_administration) ? "yes" : null));
        await session.Db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        var result = await ClientCommand.ResultAsync(session.Applications, application, cancellationToken);
        _context.Print(parsed, result, CliJson.Default.ClientResult, output =>
        {
            output.WriteLine($"The client {name} is registered with the identifier {id} ({descriptor.ClientType}).");
            if (result.Administration)
                output.WriteLine("It administers the whole cloud: keep its secret as you keep an administrator's password.");
        });
        return ExitCode.Done;
    }

    OpenIddictApplicationDescriptor DescriptorOf(ParseResult parsed)
    {
        var name = parsed.GetRequiredValue(_name).Trim();
        if (!UserNames.IsText(name, ClientDescriptor.MaxNameLength))
            throw new OperatorException(
                $"A client's name has 1 to {ClientDescriptor.MaxNameLength} characters.",
                "Name the application as people know it.");

        var id = ClientDescriptor.ParseId(parsed.GetValue(_id) ?? ClientDescriptor.IdFromName(name));
        var (redirectUris, logoutUris) = (parsed.GetValue(_redirectUris) ?? [], parsed.GetValue(_logoutUris) ?? []);
        if (!parsed.GetValue(_administration))
        {
            if (redirectUris.Length == 0)
                throw new OperatorException(
                    "Option '--redirect-uri' is required.",
                    "Say where people come back to after signing in; or --administration for a program that nobody signs in to.");
            return ClientDescriptor.Create(id, name, redirectUris, logoutUris, SecretOf(parsed, MinSecretLength));
        }

        if (redirectUris.Length + logoutUris.Length > 0)
            throw new OperatorException(
                "A program that administers the cloud signs nobody in, and has no redirect addresses.",
                "Leave --redirect-uri and --post-logout-redirect-uri out, or --administration.");
        var secret = SecretOf(parsed, MinAdministrationSecretLength) ?? throw new OperatorException(
            "A program that administers the cloud needs a secret.",
            $"Put at least {MinAdministrationSecretLength} random characters into a file (such as `openssl rand -base64 32`), and name it with --secret-file.");
        return ClientDescriptor.CreateForAdministration(id, name, secret);
    }

    string? SecretOf(ParseResult parsed, int minLength) => parsed.GetValue(_secretFile) is { } file ? SecretFile.Read(file, minLength) : null;
}
