using System.CommandLine;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Delivery;
using Skybridge.Cloud.People;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>enroll</c>: invites an agent.</summary>
sealed class EnrollCommand : Command
{
    const int MaxNameLength = 100;
    const int MaxMinutes = 7 * 24 * 60;

    readonly CommandContext _context;
    readonly Argument<string> _name = new("NAME") { Description = "How the agent will be called" };
    readonly Option<int> _expires = CommandOptions.Number("--expires", "MINUTES", "How long the code is good for", 1, MaxMinutes, 60);

    public EnrollCommand(CommandContext context)
        : base("enroll", "Print a one-time code for a new agent")
    {
        _context = context;
        Add(_name);
        Add(_expires);
        SetAction(context.OnHome(RunAsync));
    }

    async Task<int> RunAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
    {
        var name = parsed.GetRequiredValue(_name).Trim();
        if (!UserNames.IsText(name, MaxNameLength))
            throw new OperatorException(
                $"An agent's name has 1 to {MaxNameLength} characters.",
                "Choose a name that people will recognise, such as the host's.");

        var code = OneTimeCode.Create();
        var expires = session.Now.AddMinutes(parsed.GetValue(_expires));
        session.Db.EnrollmentCodes.Add(new EnrollmentCode
        {
            Hash = OneTimeCode.Hash(code),
            AgentName = name,
            CreatedAt = session.Now,
            CreatedBy = _context.Terminal.Actor,
            ExpiresAt = expires,
        });
        session.Note(AuditActions.AgentInvited, name, ("expires", expires.ToString("O")));
        await session.Db.SaveChangesAsync(cancellationToken);

        _context.Print(parsed, new EnrollResult(code, expires), CliJson.Default.EnrollResult, output =>
        {
            output.WriteLine($"Code for the agent {name}, good once, until {expires:yyyy-MM-dd HH:mm} UTC:");
            output.WriteLine();
            output.WriteLine($"  {code}");
        });
        return ExitCode.Done;
    }
}
