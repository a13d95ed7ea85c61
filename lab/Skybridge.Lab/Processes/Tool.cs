using System.Diagnostics;

namespace Skybridge.Lab.Processes;

/// <summary>Runs a program to its end.</summary>
public static class Tool
{
    /// <summary>Debian's own programs first: another python in front of the system's would lack Samba's modules.</summary>
    public const string SystemPath = "/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Runs a program and returns what it said, whatever its exit code.</summary>
    /// <param name="file">The program; looked up in <see cref="SystemPath"/>.</param>
    /// <param name="arguments">Never a secret: every user can read them.</param>
    /// <param name="input">What it gets on standard input.</param>
    /// <param name="onLine">Told each line of output as it comes.</param>
    public static async Task<ToolResult> RunAsync(
        string file,
        IReadOnlyList<string> arguments,
        string? input = null,
        Action<string>? onLine = null,
        CancellationToken cancellationToken = default)
    {
        using var process = Start(file, arguments);
        var telling = new Lock();
        var output = ReadAsync(process.StandardOutput, Tell, cancellationToken);
        var errors = ReadAsync(process.StandardError, Tell, cancellationToken);
        try
        {
            await WriteAsync(process.StandardInput, input ?? "", cancellationToken);
            var texts = await Task.WhenAll(output, errors);
            await process.WaitForExitAsync(cancellationToken);
            return new(process.ExitCode, texts[0], texts[1]);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }

        void Tell(string line)
        {
            lock (telling) // Two streams, one listener.
                onLine?.Invoke(line);
        }
    }

    /// <summary>Runs a program that must succeed.</summary>
    /// <exception cref="LabException">It did not.</exception>
    public static async Task<string> CheckAsync(
        string file, IReadOnlyList<string> arguments, string hint, string? input = null, CancellationToken cancellationToken = default)
    {
        var result = await RunAsync(file, arguments, input, cancellationToken: cancellationToken);
        return result.ExitCode == 0 ? result.Output : throw result.Failure($"{file} {(arguments.Count > 0 ? arguments[0] : "")}", hint);
    }

    static Process Start(string file, IReadOnlyList<string> arguments)
    {
        var path = SystemPath.Split(':').Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists)
            ?? throw new LabException($"There is no {file} on this machine.", $"Install the package that has {file}.");
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Clean(start);
        return Process.Start(start) ?? throw new LabException($"{path} did not start.", "Try it by hand.");
    }

    /// <summary>An environment in which Debian's Samba tools are at home.</summary>
    internal static void Clean(ProcessStartInfo start)
    {
        start.Environment["PATH"] = SystemPath;
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        foreach (var stray in (ReadOnlySpan<string>)["PYTHONPATH", "PYTHONHOME", "KRB5_CONFIG", "KRB5CCNAME", "LD_LIBRARY_PATH"])
            start.Environment.Remove(stray);
    }

    static async Task WriteAsync(StreamWriter writer, string input, CancellationToken cancellationToken)
    {
        try
        {
            await writer.WriteAsync(input.AsMemory(), cancellationToken);
            writer.Close();
        }
        catch (IOException)
        {
            // It ended without reading its input; what it said tells why.
        }
    }

    static async Task<string> ReadAsync(StreamReader reader, Action<string> onLine, CancellationToken cancellationToken)
    {
        var text = new System.Text.StringBuilder();
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            text.Append(line).Append('\n');
            onLine(line);
        }

        return text.ToString();
    }
}
