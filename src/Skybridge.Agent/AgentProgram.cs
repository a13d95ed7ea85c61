using System.CommandLine;
using Skybridge.Agent.Commands;
using Skybridge.Agent.Commands.SignIn;
using Skybridge.CommandLine;
using Skybridge.Sync.Engine;

namespace Skybridge.Agent;

/// <summary>The program <c>skybridge</c>.</summary>
static class AgentProgram
{
    const string Name = "skybridge";

    /// <summary>Runs one command.</summary>
    public static Task<int> RunAsync(IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        var common = new CommonOptions(terminal, Name, "Skybridge");
        var root = new RootCommand("The agent: reads passwords from Active Directory by replication, and brings them to the cloud as salted verifiers.")
        {
            common.Home,
            common.Json,
            new InitCommand(common),
            new RunCommand(common),
            new SyncCommand(common),
            new StatusCommand(common),
            new PendingCommand(common),
            new EventsCommand(common),
            new TroubleshootCommand(common),
            new VerifyCommand(common),
            new PermissionsCommand(common),
            new CredentialCommand(common),
            new ConfigCommand(common),
            new StagingCommand(common),
            new ScopeCommand(common),
            new SignInCommand(common),
            new PasswordSyncCommand(common),
            CompletionCommand.Create(Name, terminal),
            ManualCommand.Create(Name, terminal, AgentManual.Text),
        };
        AgentCompletions.Offer(root, common);
        return new ProgramShell(Name, terminal, Translate).RunAsync(root, arguments, cancellationToken);
    }

    static OperatorException? Translate(Exception error) =>
        Problem.Of(error) is { } problem ? new OperatorException(problem.Error, problem.Hint, error) : null;
}
