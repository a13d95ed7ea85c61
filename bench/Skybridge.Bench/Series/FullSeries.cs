using System.Text.Json;
using Skybridge.Bench.Measure;
using Skybridge.Bench.Report;
using Skybridge.Bench.Stack;
using Skybridge.Lab;
using Skybridge.Lab.Domains;
using Skybridge.Lab.Wire;

namespace Skybridge.Bench.Series;

/// <summary>
/// Full synchronization, from a fresh agent and a fresh cloud to the last acknowledgement, beside Samba's own client that only reads the
/// same attributes of the same domain controller: one after the other in every round.
/// </summary>
sealed class FullSeries(BenchStack stack, BenchOptions options)
{
    const string Name = "full synchronization";

    /// <summary>What the agent asks for, the NT hash included, by Samba's default prefix table.</summary>
    static readonly uint[] Attributes =
    [
        0x00000000, 0x00000004, 0x0000002a, 0x0002000d, 0x00020030, 0x00090001, 0x00090008, 0x0009005a, 0x00090060, 0x0009009f, 0x000900dd,
        0x00090290, 0x00090364, 0x00090550, 0x00150003,
    ];

    readonly List<Round> _rounds = [];

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        await ReadByClientAsync(kerberos: false, cancellationToken); // What lies cold on the disk is cold for neither.
        for (var i = 1; i <= options.Rounds; i++)
        {
            _rounds.Add(await MeasureAsync(cancellationToken));
            Progress.Say($"round {i}: {Table.Show(_rounds[^1].Agent.Seconds)} s, Samba's client {Table.Show(_rounds[^1].Client.Seconds)} s");
        }

        return Figures();
    }

    async Task<Round> MeasureAsync(CancellationToken cancellationToken)
    {
        await using var cloud = await stack.StartCloudAsync(cancellationToken);
        await using var agent = await stack.SetUpAgentAsync(cloud, cancellationToken);
        var (cloudBefore, controllerBefore) = (ProcessUse.Of(cloud.Process!.Value).CpuSeconds, ControllerCpu());
        var first = await BenchStack.SynchronizeAsync(agent, full: false, cancellationToken);
        var (cloudAfter, controllerAfter) = (ProcessUse.Of(cloud.Process!.Value).CpuSeconds, ControllerCpu());
        Require(first);

        var client = await ReadByClientAsync(kerberos: false, cancellationToken);
        var clientController = ControllerCpu() - controllerAfter;
        var sealedClient = await ReadByClientAsync(kerberos: true, cancellationToken);
        var again = await BenchStack.SynchronizeAsync(agent, full: true, cancellationToken);
        await cloud.StopAsync(cancellationToken);
        return new(first, cloudAfter - cloudBefore, controllerAfter - controllerBefore, client, clientController, sealedClient, again);
    }

    double ControllerCpu() => ProcessUse.CpuOfSession(stack.Domain.Process!.Value);

    async Task<SambaReplicationResult> ReadByClientAsync(bool kerberos, CancellationToken cancellationToken)
    {
        var ask = new SambaReplicationOptions { CountPasswords = false, Kerberos = kerberos };
        var result = await SambaReplication.RunAsync(
            stack.Domain, ServiceAccounts.Connector, stack.Domain.Accounts.ConnectorPassword, Attributes, ask, cancellationToken);
        return result.Error is null ? result : throw new LabException($"Samba's client was refused: {result.Error}", "Look at .lab/bench/dc.");
    }

    // A fast run that delivered nothing would be a fine figure.
    void Require(MeteredRun run)
    {
        using var report = JsonDocument.Parse(run.Output[run.Output.IndexOf('{', StringComparison.Ordinal)..]); // Behind what it said of its progress.
        var passwords = report.RootElement.GetProperty("passwordsDelivered").GetInt32();
        if (passwords < stack.People.Count)
            throw new LabException($"Only {passwords} of {stack.People.Count} passwords were delivered.", "Try `skybridge sync` by hand.");
    }

    IReadOnlyList<Figure> Figures()
    {
        var agent = Values(round => round.Agent.Seconds);
        var client = Values(round => round.Client.Seconds);
        return
        [
            Figure("agent, its process from start to end", "s", agent),
            Figure("Samba's client, reading alone", "s", client),
            Figure("Samba's client, reading alone, with Kerberos", "s", Values(round => round.SealedClient.Seconds)),
            Figure("agent / Samba's client, pair by pair", "ratio", Quantiles.PairByPair(agent, client), Target.Below(1.3)),
            Figure("agent", "objects/s", Values(round => round.Client.Objects / round.Agent.Seconds)),
            Figure("Samba's client", "objects/s", Values(round => round.Client.Objects / round.Client.Seconds)),
            Figure("agent, peak memory", "MB", Values(round => round.Agent.Use.PeakMegabytes), Target.Below(200, Statistic.Max)),
            Figure("agent, CPU", "s", Values(round => round.Agent.Use.CpuSeconds)),
            Figure("cloud, CPU", "s", Values(round => round.CloudCpu)),
            Figure("domain controller, CPU for the agent", "s", Values(round => round.ControllerCpu)),
            Figure("domain controller, CPU for Samba's client", "s", Values(round => round.ClientControllerCpu)),
            Figure("everything again (sync --full), compared only", "s", Values(round => round.Again.Seconds)),
            Figure("everything again, agent, CPU", "s", Values(round => round.Again.Use.CpuSeconds)),
        ];
    }

    IReadOnlyList<double> Values(Func<Round, double> value) => [.. _rounds.Select(value)];

    static Figure Figure(string name, string unit, IReadOnlyList<double> values, params IReadOnlyList<Target> targets) =>
        new(Name, name, unit, values) { Targets = targets };

    sealed record Round(
        MeteredRun Agent,
        double CloudCpu,
        double ControllerCpu,
        SambaReplicationResult Client,
        double ClientControllerCpu,
        SambaReplicationResult SealedClient,
        MeteredRun Again);
}
