using System.CommandLine;
using OpenIddict.Abstractions;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.OpenId;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>client</c>: the applications that people sign in to, and the programs that administer the cloud.</summary>
sealed class ClientCommand : Command
{
    public ClientCommand(CommandContext context)
        : base("client", "Manage the applications that people sign in to, and the programs that administer the cloud")
    {
        Add(new ClientAddCommand(context));
        Add(new ListCommand(context));
        Add(new RemoveCommand(context));
    }

    /// <summary>What is printed about one.</summary>
    public static async Task<ClientResult> ResultAsync(
        IOpenIddictApplicationManager manager,
        object application,
        CancellationToken cancellationToken) => new(
        (await manager.GetClientIdAsync(application, cancellationToken))!,
        await manager.GetDisplayNameAsync(application, cancellationToken),
        (await manager.GetClientTypeAsync(application, cancellationToken))!,
        [.. await manager.GetRedirectUrisAsync(application, cancellationToken)],
        [.. await manager.GetPostLogoutRedirectUrisAsync(application, cancellationToken)],
        await ClientDescriptor.IsForAdministrationAsync(manager, application, cancellationToken));

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
                if (await ClientDescriptor.IsListedAsync(session.Applications, application, cancellationToken))
                    clients.Add(await ResultAsync(session.Applications, application, cancellationToken));
            }

            var result = new ClientListResult([.. clients.OrderBy(client => client.Id, StringComparer.Ordinal)]);
            _context.Print(parsed, result, CliJson.Default.ClientListResult, _ =>
            {
                var table = new Table("ID", "NAME", "TYPE", "REDIRECT URIS");
                foreach (var client in result.Clients)
                    table.Add(client.Id, client.Name, client.Administration ? "administration" : client.Type, string.Join(' ', client.RedirectUris));
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
            await using var transaction = await session.Db.BeginWritingAsync(cancellationToken);
            var application = await session.Applications.FindByClientIdAsync(id, cancellationToken);
            if (application is null || !await ClientDescriptor.IsListedAsync(session.Applications, application, cancellationToken))
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
