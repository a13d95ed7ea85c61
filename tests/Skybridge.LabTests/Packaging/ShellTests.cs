using Skybridge.Lab;
using Skybridge.Lab.Processes;
using Skybridge.Lab.Product;

namespace Skybridge.LabTests.Packaging;

/// <summary>Real shells complete what somebody types, and man shows the pages without a warning.</summary>
public class ShellTests(LabRun lab)
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("bash", "--norc --noprofile -i")]
    [InlineData("zsh", "-f -i")]
    [InlineData("fish", "--no-config -i")]
    public async Task A_shell_completes_commands_and_values(string shell, string arguments)
    {
        await HostPackages.EnsureAsync([shell], cancellationToken: Token);
        var home = LabPaths.CreatePrivate(Path.Combine(lab.Folder, $"shell-{shell}"));
        await using var terminal = PseudoTerminal.Start(new()
        {
            FileName = $"/usr/bin/{shell}",
            Arguments = arguments.Split(' '),
            WorkingDirectory = home,
            Environment = new Dictionary<string, string?>
            {
                ["PATH"] = $"{Path.GetDirectoryName(Programs.Agent)}:{Path.GetDirectoryName(Programs.Cloud)}:{Tool.SystemPath}",
                ["HOME"] = home,
                ["PS1"] = "ready> ",
                ["INPUTRC"] = "/dev/null",
            },
        });

        foreach (var program in (string[])["skybridge", "skybridge-cloud"])
            await terminal.EnterAsync(Load(shell, program), Token);
        await terminal.EnterAsync("echo loa''ded", Token);
        await terminal.WaitForAsync("loaded", Limit, Token);

        // What the shells show while they complete differs; what they then run does not.
        await terminal.TypeAsync("skybridge compl\tfis\t\r", Token);
        await terminal.WaitForAsync("# fish completion of skybridge\n", Limit, Token);
        await terminal.TypeAsync("skybridge-cloud compl\tba\t\r", Token);
        await terminal.WaitForAsync("# bash completion of skybridge-cloud\n", Limit, Token);
    }

    [Theory]
    [InlineData("skybridge")]
    [InlineData("skybridge-cloud")]
    public async Task Man_shows_the_page_without_a_warning(string program)
    {
        await HostPackages.EnsureAsync(["man-db", "groff-base"], cancellationToken: Token);
        var page = Path.Combine(lab.Folder, $"{program}.1");
        await File.WriteAllTextAsync(page, await Programs.CheckAsync(program == "skybridge" ? Programs.Agent : Programs.Cloud, ["man"], Token), Token);

        var shown = await Tool.RunAsync("man", ["--warnings", "--encoding=UTF-8", "--local-file", page], cancellationToken: Token);
        var checkedRoff = await Tool.RunAsync("groff", ["-man", "-Kutf8", "-Tutf8", "-ww", "-z", page], cancellationToken: Token);

        Assert.Equal((0, ""), (shown.ExitCode, shown.Errors));
        Assert.Equal((0, ""), (checkedRoff.ExitCode, checkedRoff.Errors));
        Assert.Contains($"{program} COMMAND [OPTION]...", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\\f", shown.Output, StringComparison.Ordinal);
    }

    static string Load(string shell, string program) => shell switch
    {
        "fish" => $"{program} completion fish | source",
        "zsh" => $"autoload -U compinit && compinit -u -D; eval \"$({program} completion zsh)\"",
        _ => $"eval \"$({program} completion bash)\"",
    };
}
