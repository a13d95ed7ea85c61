using System.CommandLine;
using OpenIddict.Abstractions;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.OpenId;
using Skybridge.Cloud.People;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>client</c>: the applications that people sign in to.</summary>
sealed class ClientCommand : Command
{
    public ClientCommand(CommandContext context)
        : base("client", "Manage the applications that people sign in to")
    {
        Add(new AddCommand(context));
        Add(new ListCommand(context));
        Add(new RemoveCommand(context));
    }

    static async Task<ClientResult> ResultAsync(
        IOpenIddictApplicationManager manager,
        object application,
        CancellationToken cancellationToken) => new(
        (await manager.GetClientIdAsync(application, cancellationToken))!,
        await manager.GetDisplayNameAsync(application, cancellationToken),
        (await manager.GetClientTypeAsync(application, cancellationToken))!,
        [.. await manager.GetRedirectUrisAsync(application, cancellationToken)],
        [.. await manager.GetPostLogoutRedirectUrisAsync(application, cancellationToken)]);

    sealed class AddCommand : Command
    {
        const int MinSecretLength = 16;

        readonly CommandContext _context;
        readonly Argument<string> _name = new("NAME") { Description = "The application, as people know it" };
        readonly Option<string[]> _redirectUris = CommandOptions.Texts(
            "--redirect-uri",
            "URI",
            "Where people come back to after signing in; may be repeated",
            required: true);
        readonly Option<string[]> _logoutUris = CommandOptions.Texts(
            "--post-logout-redirect-uri",
            "URI",
            "Where people come back to after signing out; may be repeated");
        readonly Option<string?> _id = CommandOptions.Text("--id", "ID", "The client identifier (made from the name unless told)");
        readonly Option<string?> _secretFile = CommandOptions.Text(
            "--secret-file",
            "FILE",
            "A file with the client's secret; without one the client is public and uses PKCE alone");

        public AddCommand(CommandContext context)
            : base("add", "Register an application")
        {
            _context = context;
            Add(_name);
            foreach (var option in new Option[] { _redirectUris, _logoutUris, _id, _secretFile })
                Add(option);
            SetAction(context.OnHome(RunAsync));
        }

        async Task<int> RunAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
        {
            var name = parsed.GetRequiredValue(_name).Trim();
            if (!UserNames.IsText(name, ClientDescriptor.MaxNameLength))
                throw new OperatorException(
                    $"A client's name has 1 to {ClientDescriptor.MaxNameLength} characters.",
                    "Name the application as people know it.");

            var id = ClientDescriptor.ParseId(parsed.GetValue(_id) ?? ClientDescriptor.IdFromName(name));
            var secret = parsed.GetValue(_secretFile) is { } file ? SecretFile.Read(file, MinSecretLength) : null;
            var descriptor = ClientDescriptor.Create(id, name, parsed.GetValue(_redirectUris)!, parsed.GetValue(_logoutUris)!, secret);

            await using var transaction = await session.Db.Database.BeginTransactionAsync(cancellationToken);
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
                ("redirectUris", string.Join(' ', descriptor.RedirectUris)));
            await session.Db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);

            var result = await ResultAsync(session.Applications, application, cancellationToken);
            _context.Print(parsed, result, CliJson.Default.ClientResult, output =>
                output.WriteLine($"The client {name} is registered with the identifier {id} ({descriptor.ClientType})."));
            return ExitCode.Done;
        }
    }

    sealed class ListCommand : Command
    {
        readonly CommandContext _context;

        public ListCommand(CommandContext context)
            : base("list", "Show the registered applications")
        {
            _context = context;
            SetAction(context.OnHome(RunAsync));
        }

        async Task<int> RunAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
        {
            var clients = new List<ClientResult>();
            await foreach (var application in session.Applications.ListAsync(cancellationToken: cancellationToken))
            {
                if (await ClientDescriptor.IsForPeopleAsync(session.Applications, application, cancellationToken))
                    clients.Add(await ResultAsync(session.Applications, application, cancellationToken));
            }

            var result = new ClientListResult([.. clients.OrderBy(client => client.Id, StringComparer.Ordinal)]);
            _context.Print(parsed, result, CliJson.Default.ClientListResult, _ =>
            {
                var table = new Table("ID", "NAME", "TYPE", "REDIRECT URIS");
                foreach (var client in result.Clients)
                    table.Add(client.Id, client.Name, client.Type, string.Join(' ', client.RedirectUris));
                table.Write(_context.Terminal, "No application is registered. `skybridge-cloud client add` registers one.");
            });
            return ExitCode.Done;
        }
    }

    sealed class RemoveCommand : Command
    {
        readonly CommandContext _context;
        readonly Argument<string> _id = new("ID") { Description = "The client identifier" };

        public RemoveCommand(CommandContext context)
            : base("remove", "Remove an application, and the tokens that it has")
        {
            _context = context;
            Add(_id);
            SetAction(context.OnHome(RunAsync));
        }

        async Task<int> RunAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
        {
            var id = parsed.GetRequiredValue(_id);
            await using var transaction = await session.Db.Database.BeginTransactionAsync(cancellationToken);
            var application = await session.Applications.FindByClientIdAsync(id, cancellationToken);
            if (application is null || !await ClientDescriptor.IsForPeopleAsync(session.Applications, application, cancellationToken))
                throw new OperatorException($"There is no client '{id}'.", "`skybridge-cloud client list` shows every client.");

            var name = await session.Applications.GetDisplayNameAsync(application, cancellationToken) ?? id;
            await session.Applications.DeleteAsync(application, cancellationToken);
            session.Note(AuditActions.ClientRemoved, id, ("name", name));
            await session.Db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);

            _context.Print(
                parsed,
                new NamedResult(id, name),
                CliJson.Default.NamedResult,
                output => output.WriteLine($"The client {name} is removed."));
            return ExitCode.Done;
        }
    }
}
