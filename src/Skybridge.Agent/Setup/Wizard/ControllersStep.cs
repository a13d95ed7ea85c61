using System.Globalization;
using Skybridge.Agent.Home;
using Skybridge.Agent.Setup.Checks;
using Skybridge.Agent.Setup.Talk;
using Skybridge.CommandLine;
using Skybridge.Sync.Directory;

namespace Skybridge.Agent.Setup.Wizard;

/// <summary>Which domain controllers: those that DNS knows, some of them, or others.</summary>
sealed class ControllersStep(TimeProvider time) : IWizardStep
{
    static readonly TimeSpan DnsPatience = TimeSpan.FromSeconds(5);
    static readonly char[] Separators = [' ', ',', ';'];

    IReadOnlyList<ControllerLook> _found = [];

    public string Title => "Domain controllers";

    public string Explanation => "The agent reads one domain controller at a time and moves to the next one when it does not answer. Left to DNS, it finds new ones by itself. "
        + "Numbers choose some of the list, in the order in which they shall be tried. A name or an address (or several) names others: HOST-OR-IP, or HOST-OR-IP:NAME with the domain controller's own name. "
        + "'dns ADDRESS' asks another DNS server. It must answer on the ports 88 and 135 and on the replication port.";

    public async Task AskAsync(SetupPlan plan, Dialogue dialogue, CancellationToken cancellationToken)
    {
        await FindAsync(plan, dialogue, cancellationToken);
        plan.DomainControllers = await dialogue.AskAsync("Domain controllers", Usual(plan), (line, token) => AcceptAsync(plan, dialogue, line, token), cancellationToken);
    }

    public string? Summarize(SetupPlan plan) =>
        (plan.DomainControllers.Count == 0 ? "found by DNS, whenever one is needed" : string.Join(", ", plan.DomainControllers)) + (plan.DnsServer is null ? "" : $" (DNS server {plan.DnsServer})");

    // DNS first, where it has somebody usable; what was said before otherwise.
    string? Usual(SetupPlan plan) => plan.DomainControllers.Count > 0 ? string.Join(' ', plan.DomainControllers)
        : _found.Any(look => look.Fault is null) ? "dns"
        : null;

    async Task FindAsync(SetupPlan plan, Dialogue dialogue, CancellationToken cancellationToken)
    {
        _found = [];
        try
        {
            var server = ConnectorFactory.OptionsOf(plan.ToConnector()).DnsServer;
            var addresses = await new DomainControllerLocator(server, DnsPatience).FindAsync(plan.Domain, cancellationToken);
            _found = await ControllerLook.TakeAsync(plan.Domain, addresses, time, cancellationToken);
            dialogue.Say($"DNS knows {Count(_found.Count)} of {plan.Domain}:");
            for (var i = 0; i < _found.Count; i++)
                dialogue.Item((i + 1).ToString(CultureInfo.InvariantCulture), _found[i].Describe());
            dialogue.Say(_found.Any(look => look.Fault is null)
                ? "Enter leaves it to DNS each time; numbers choose some of these; or name others."
                : "None of them can be used from here: name others, or see to these and press < and Enter to look again.");
        }
        catch (DomainNotFoundException error)
        {
            dialogue.Complain(SetupProblem.Of(error)!);
            dialogue.Say($"Name a domain controller by its name or address, or type 'dns ADDRESS' to ask another DNS server; < {(plan.IsChange ? "looks again" : "goes back to the domain's name")}.");
        }
    }

    async Task<IReadOnlyList<string>> AcceptAsync(SetupPlan plan, Dialogue dialogue, string line, CancellationToken cancellationToken)
    {
        var words = line.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        if (words is [var dns] && Is(dns, "dns"))
            return LeaveToDns();
        if (words is [var word, var server] && Is(word, "dns"))
            return await AskServerAsync(plan, dialogue, server, cancellationToken);

        List<ControllerLook> looks = words.All(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _)) ? [.. words.Select(Number)]
            : await LookAsync(plan, dialogue, words, cancellationToken);
        if (looks.Find(look => look.Fault is not null) is { } unusable)
            throw new OperatorException($"{unusable.Address} cannot be used: {unusable.Fault!.Message}", unusable.Fault.Hint);
        return [.. looks.Select(look => look.Address.ToString())];
    }

    string[] LeaveToDns() => _found.Any(look => look.Fault is null)
        ? []
        : throw new OperatorException("DNS knows no domain controller that can be used from here.", "Name one, or another DNS server: dns ADDRESS.");

    async Task<IReadOnlyList<string>> AskServerAsync(SetupPlan plan, Dialogue dialogue, string server, CancellationToken cancellationToken)
    {
        var before = plan.DnsServer;
        plan.DnsServer = server;
        try
        {
            await FindAsync(plan, dialogue, cancellationToken);
            return LeaveToDns();
        }
        catch (OperatorException)
        {
            plan.DnsServer = before;
            throw;
        }
    }

    ControllerLook Number(string text) => int.Parse(text, CultureInfo.InvariantCulture) is var number && number >= 1 && number <= _found.Count
        ? _found[number - 1]
        : throw new OperatorException($"There is no number {text} in the list.", _found.Count == 0 ? "Name a domain controller." : $"The numbers go from 1 to {_found.Count}.");

    async Task<List<ControllerLook>> LookAsync(SetupPlan plan, Dialogue dialogue, string[] words, CancellationToken cancellationToken)
    {
        var addresses = words.Select(word => DomainControllerAddress.TryParse(word, out var address)
            ? address
            : throw new OperatorException($"'{Dialogue.Quote(word)}' does not name a domain controller.", "Write HOST-OR-IP, or HOST-OR-IP:NAME with the domain controller's own DNS name."));
        var looks = await ControllerLook.TakeAsync(plan.Domain, [.. addresses], time, cancellationToken);
        foreach (var look in looks.Where(look => look.Fault is null))
            dialogue.Done(look.Describe());
        return [.. looks];
    }

    static bool Is(string word, string other) => string.Equals(word, other, StringComparison.OrdinalIgnoreCase);

    static string Count(int number) => number == 1 ? "one domain controller" : $"{number} domain controllers";
}
