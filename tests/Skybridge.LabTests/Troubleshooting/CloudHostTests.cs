using System.Globalization;
using Skybridge.Lab;
using Skybridge.Lab.Domains;
using Skybridge.Lab.Processes;
using Skybridge.Lab.Product;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Troubleshooting;

/// <summary>What the cloud's own host can lack: the agent says so, nothing is lost, and it heals by itself in the same process.</summary>
public class CloudHostTests(LabRun lab)
{
    const int Megabytes = 64;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_the_disk_full_nothing_is_lost_and_it_goes_on_once_there_is_room()
    {
        var folder = LabPaths.CreatePrivate(Path.Combine(lab.Folder, "cloud-disk-files"));
        await using var files = await FileNamespace.CreateAsync(folder, Megabytes, Token);
        await using var stack = await ProductLab.CreateAsync(
            lab, "cloud-disk", new() { Population = Population.Nobody }, Token,
            makeCloud: async options => await CloudServer.CopyAsync(await lab.CloudTemplateAsync(), options with { Home = Path.Combine(files.Disk, "cloud"), Wrapper = files.Wrapper }, Token));
        await stack.Agent.StartAsync(Token);
        var person = await stack.AddSignedInAsync("full.disk");
        var process = stack.Cloud.Process;

        await files.FillAsync(Token);
        var fresh = await person.ResetAsync();
        var examination = await Examination.UntilAsync(stack, person: null, "cloud-unreachable");
        Assert.Contains("The cloud's disk is full.", examination.SeenOf("cloud-unreachable"), StringComparison.Ordinal);
        files.MakeRoom();

        await person.SignsInAsync(fresh);
        await Examination.UntilAsync(stack, person: null);
        Assert.Equal(process, stack.Cloud.Process);
    }

    [Fact]
    public async Task Without_file_descriptors_it_is_not_reached_and_goes_on_once_it_has_some()
    {
        await using var stack = await ProductLab.StartAsync(lab, "cloud-descriptors", new() { Population = Population.Nobody }, Token);
        var person = await stack.AddSignedInAsync("no.descriptors");
        var process = stack.Cloud.Process!.Value;
        var open = Directory.GetFileSystemEntries(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Pid}/fd")).Length;

        await LimitAsync(process.Pid, open);
        await Examination.UntilAsync(stack, person: null, "cloud-unreachable");
        var fresh = await person.ResetAsync();
        await LimitAsync(process.Pid, 4096);

        await person.SignsInAsync(fresh);
        await Examination.UntilAsync(stack, person: null);
        Assert.Equal(process, stack.Cloud.Process);
    }

    static Task<string> LimitAsync(int pid, int descriptors) => Tool.CheckAsync(
        "prlimit", ["--pid", pid.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"--nofile={descriptors}:")], "May this process change limits?", cancellationToken: Token);
}
