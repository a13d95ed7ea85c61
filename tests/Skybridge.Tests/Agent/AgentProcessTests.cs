using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Skybridge.Agent.Home;
using Skybridge.Agent.Hosting;
using Skybridge.Agent.Setup;
using Skybridge.CommandLine;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Cloud;
using Skybridge.Sync.Engine;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Agent;

/// <summary>What a running service makes of changed settings.</summary>
public class AgentProcessTests
{
    static readonly ConnectorSettings Connector = new() { Domain = "corp.example", Account = "svc-sync", DomainControllers = ["10.0.0.1:dc1.corp.example"] };

    [Fact]
    public async Task Changed_settings_are_taken_up_and_unusable_ones_are_not()
    {
        var home = MakeHome();
        await using var process = AgentProcess.Open(home, HomeLock.TryTake(home)!, TimeProvider.System, NullLogger.Instance);
        var first = process.Work;

        await process.TakeUpAsync(process.Settings with { Mode = SyncMode.Staging });
        var second = process.Work;
        Assert.NotSame(first, second);
        Assert.Equal(SyncMode.Staging, process.Settings.Mode);

        await process.TakeUpAsync(process.Settings with { Connectors = [Connector with { DomainControllers = ["no such: thing"] }] });
        Assert.Same(second, process.Work);
        Assert.Equal("10.0.0.1:dc1.corp.example", process.Settings.Connectors[0].DomainControllers[0]);

        Assert.Equal(
            [EventNumbers.StagingChanged, EventNumbers.SettingsTakenUp, EventNumbers.UnexpectedError],
            process.Store.GetEvents(DateTimeOffset.MinValue, 0, null, 10).Select(happened => happened.Number));
    }

    [Fact]
    public async Task Settings_written_before_anybody_waits_for_them_are_noticed()
    {
        var home = MakeHome();
        await using var process = AgentProcess.Open(home, HomeLock.TryTake(home)!, TimeProvider.System, NullLogger.Instance);

        home.WriteSettings(process.Settings with { Mode = SyncMode.Staging });

        Assert.Equal(SyncMode.Staging, (await process.WaitForSettingsAsync(TestContext.Current.CancellationToken)).Mode);
    }

    [Fact]
    public async Task A_command_ends_when_the_service_works_by_its_word()
    {
        var home = MakeHome();
        await using var process = AgentProcess.Open(home, HomeLock.TryTake(home)!, TimeProvider.System, NullLogger.Instance);
        var service = ServeOnceAsync(process);
        var errors = new StringWriter();

        new SettingsEditor(home, TerminalWith(errors, TimeProvider.System)).Change(settings => settings with { Mode = SyncMode.Staging });

        Assert.Equal(SyncMode.Staging, process.Settings.Mode);
        Assert.Equal("", errors.ToString());
        await service;
        Assert.Contains("Staging mode is on", Assert.Single(process.Store.GetEvents(DateTimeOffset.UnixEpoch, 0, EventNumbers.StagingChanged, 10)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_does_not_wait_for_ever_for_a_service_that_does_nothing()
    {
        var home = MakeHome();
        await using var process = AgentProcess.Open(home, HomeLock.TryTake(home)!, TimeProvider.System, NullLogger.Instance);
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(21) };
        var errors = new StringWriter();

        new SettingsEditor(home, TerminalWith(errors, time)).Change(settings => settings with { Mode = SyncMode.Staging });

        Assert.Contains("has not taken this up yet", errors.ToString(), StringComparison.Ordinal);
        Assert.Equal(SyncMode.Staging, home.ReadSettings().Mode);
    }

    static Terminal TerminalWith(TextWriter errors, TimeProvider time) => new() { In = TextReader.Null, Out = TextWriter.Null, Error = errors, Time = time };

    static async Task ServeOnceAsync(AgentProcess process) =>
        await process.TakeUpAsync(await process.WaitForSettingsAsync(TestContext.Current.CancellationToken));

    static AgentHome MakeHome()
    {
        var home = new AgentHome(TemporaryFolder.NewPath());
        using var builder = new HomeBuilder(home);
        using var password = CredentialStore.ToSecret("P@ssw0rd-svc");
        using var key = AgentIdentity.CreateKey();
        builder.WriteSecrets(Connector, password, key, null);
        builder.Complete(new AgentSettings { Cloud = new() { Url = new Uri("https://cloud.example"), AgentId = "1", AgentName = "agent1" }, Connectors = [Connector] });
        return home;
    }
}
