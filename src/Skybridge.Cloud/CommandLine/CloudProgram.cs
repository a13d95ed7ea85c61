using System.CommandLine;
using Skybridge.Cloud.Data;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary>The program <c>skybridge-cloud</c>.</summary>
static class CloudProgram
{
    const string Name = "skybridge-cloud";

    /// <summary>Runs one command.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static Task<int> RunAsync(IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancellationToken = default)
    {
        var context = new CommandContext(terminal);
        var root = new RootCommand("The cloud directory: takes passwords from agents, and signs people in by OpenID Connect.")
        {
            context.Home,
            context.Json,
            new InitCommand(context),
            new ServeCommand(context),
            new EnrollCommand(context),
            new DomainCommand(context),
            new SignInCommand(context),
            new FeatureCommand(context),
            new PasswordPolicyCommand(context),
            new UserCommand(context),
            new GroupCommand(context),
            new ClientCommand(context),
            new AgentCommand(context),
            new AuditCommand(context),
            new BackupCommand(context),
            new RestoreCommand(context),
            new MoveCommand(context),
            CompletionCommand.Create(Name, terminal),
            ManualCommand.Create(Name, terminal, CloudManual.Text),
        };
        CloudCompletions.Offer(root);
        return new ProgramShell(Name, terminal, Translate).RunAsync(root, arguments, cancellationToken);
    }

    static OperatorException? Translate(Exception error) => StoreFailure.In(error) is { } failure
        ? new OperatorException($"The database did not do what was asked: {failure.Message}", StoreFailure.HintOf(failure), error)
        : null;
}
