using System.Text.Json;
using Skybridge.Cloud.CommandLine;
using Skybridge.CommandLine;

namespace Skybridge.Tests.Cloud.Support;

/// <summary>What a command left behind.</summary>
sealed record CliRun(int ExitCode, string Out, string Error)
{
    /// <summary>Runs the program in this process.</summary>
    public static Task<CliRun> RunAsync(params string[] arguments) => RunAsync(new TestTerminal(), arguments);

    public static async Task<CliRun> RunAsync(TestTerminal terminal, params string[] arguments)
    {
        var exitCode = await CloudProgram.RunAsync(arguments, terminal.Terminal, TestContext.Current.CancellationToken);
        return new CliRun(exitCode, terminal.Out.ToString(), terminal.Error.ToString());
    }

    /// <summary>The result as JSON, of a command that was asked for it.</summary>
    public JsonElement Json()
    {
        Assert.True(ExitCode != 2, Error);
        using var document = JsonDocument.Parse(Out);
        return document.RootElement.Clone();
    }

    /// <summary>Requires the two lines of a command that could not run, and nothing else.</summary>
    public void AssertCouldNotRun(string expectedError)
    {
        Assert.Equal(2, ExitCode);
        Assert.Equal("", Out);
        var lines = Error.TrimEnd('\n').Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("error: ", lines[0]);
        Assert.StartsWith("hint: ", lines[1]);
        Assert.EndsWith(".", lines[0]);
        Assert.Contains(expectedError, lines[0]);
        Assert.DoesNotContain("   at ", Error);
    }

    /// <summary>A terminal that nobody sits at.</summary>
    public sealed class TestTerminal
    {
        public StringWriter Out { get; } = new();

        public StringWriter Error { get; } = new();

        public Dictionary<string, string> Environment { get; } = [];

        public TimeProvider Time { get; init; } = TimeProvider.System;

        public Terminal Terminal => new()
        {
            In = TextReader.Null,
            Out = Out,
            Error = Error,
            Environment = name => Environment.GetValueOrDefault(name),
            Time = Time,
            Actor = "cli:tester@here",
        };
    }
}
