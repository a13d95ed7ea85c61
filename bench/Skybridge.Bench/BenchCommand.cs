using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using Skybridge.Bench.Report;
using Skybridge.Bench.Series;
using Skybridge.Lab;
using Skybridge.Lab.ActiveDirectory;

namespace Skybridge.Bench;

/// <summary>The command line: exit code 0 when everything was measured, whatever the figures; 2 for what could not be.</summary>
static class BenchCommand
{
    const int Done = 0, CouldNot = 2;
    const string All = "all";

    static readonly Argument<string> What = new("what")
    {
        Description = "Which series",
        DefaultValueFactory = _ => All,
    };

    static readonly Option<int> People = new("--people") { HelpName = "N", Description = "People in the directory", DefaultValueFactory = _ => 10_000 };
    static readonly Option<int> Rounds = new("--rounds") { HelpName = "R", Description = "How often each figure is taken", DefaultValueFactory = _ => 5 };
    static readonly Option<bool> Json = new("--json") { Description = "Print every single value as JSON instead of a table" };

    // What the bench asks of itself, in a process with fewer instructions.
    static readonly Option<bool> Here = new("--here") { Hidden = true };

    public static async Task<int> RunAsync(string[] args)
    {
        What.AcceptOnlyFromAmong([.. SeriesCatalog.Names, All]);
        People.Validators.Add(result => RequireAtLeast(result, 100));
        Rounds.Validators.Add(result => RequireAtLeast(result, 1));
        var root = new RootCommand("Measures Skybridge beside Samba's own client.") { What, People, Rounds, Json, Here };
        root.SetAction(MeasureAsync);
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
            return Fail(parsed.Errors[0].Message, "bench/run --help");

        try
        {
            return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false });
        }
        catch (LabException exception)
        {
            return Fail(exception.Message, exception.Hint);
        }
        catch (DirectoryException exception)
        {
            return Fail(exception.Message, "Look at .lab/bench/dc/directory.log.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or TimeoutException)
        {
            return Fail(exception.Message, "Is the disk full, and is this root? A domain controller listens on ports below 1024.");
        }
        catch (OperationCanceledException)
        {
            return Fail("Interrupted.", "Everything that was started is stopped; start it again.");
        }
    }

    static async Task<int> MeasureAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = new BenchOptions(parsed.GetValue(People), parsed.GetValue(Rounds));
        if (parsed.GetValue(Here))
        {
            Console.WriteLine(JsonSerializer.Serialize(new DerivationSeries(options).Measure(), BenchJson.Default.IReadOnlyListFigure));
            return Done;
        }

        var what = parsed.GetValue(What)!;
        var machine = Machine.Look();
        var figures = await SeriesCatalog.RunAsync(what == All ? SeriesCatalog.Names : [what], options, cancellationToken);
        var report = new BenchReport(TimeProvider.System.GetUtcNow(), machine, options.People, options.Rounds, figures);
        if (parsed.GetValue(Json))
            report.WriteJson(Console.Out);
        else
            new Table(Console.Out).Write(report);
        return Done;
    }

    static void RequireAtLeast(OptionResult result, int least)
    {
        if (result.GetValueOrDefault<int>() < least)
            result.AddError($"{result.Option.Name} must be at least {least}.");
    }

    static int Fail(string error, string hint)
    {
        Console.Error.WriteLine($"error: {error}");
        Console.Error.WriteLine($"hint: {hint}");
        return CouldNot;
    }
}
