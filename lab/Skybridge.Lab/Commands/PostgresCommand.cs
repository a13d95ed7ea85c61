using System.CommandLine;
using System.Diagnostics;
using Skybridge.Lab.Postgres;

namespace Skybridge.Lab.Commands;

/// <summary><c>postgres run</c>: a PostgreSQL server for as long as another program runs.</summary>
static class PostgresCommand
{
    const string AddressVariable = "SKYBRIDGE_TEST_POSTGRES";

    static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    public static Command Create() => new("postgres", "A PostgreSQL server of the lab's own") { Run() };

    static Command Run()
    {
        var program = new Argument<string[]>("program") { Description = "A program and its arguments, after --", Arity = ArgumentArity.OneOrMore };
        var durable = new Option<bool>("--durable") { Description = "Survive a power cut, as servers do; slower" };
        var command = new Command("run", $"Run a program beside a server, whose address is in {AddressVariable}; exits as the program does") { program, durable };
        command.SetAction((parsed, token) => RunAsync(parsed.GetRequiredValue(program), parsed.GetValue(durable), token));
        return command;
    }

    static async Task<int> RunAsync(string[] program, bool durable, CancellationToken cancellationToken)
    {
        await HostPackages.EnsureAsync(HostPackages.Postgres, LabCommand.Progress, cancellationToken);
        var log = Path.Combine(LabPaths.CreatePrivate(LabPaths.Root), "postgres-run.log");
        // Databases that live for seconds need no vacuum, and while it works on one, only a superuser may drop it.
        var options = new PostgresOptions { LogFile = log, Durable = durable, Settings = new Dictionary<string, string> { ["autovacuum"] = "off" } };
        await using var server = await PostgresServer.CreateAsync(options, cancellationToken);
        await server.StartAsync(cancellationToken);
        await server.CreateRoleAsync(cancellationToken);

        var start = new ProcessStartInfo(program[0], program[1..]);
        start.Environment[AddressVariable] = server.Address("postgres");
        start.Environment["PGPASSFILE"] = server.PassFile;
        using var process = Process.Start(start) ?? throw new LabException($"{program[0]} did not start.", "Try it by hand.");
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
                process.WaitForExit(LastWords);
            }
        }

        return process.ExitCode;
    }
}
