using System.CommandLine;
using System.Net;
using Skybridge.Lab.Domains;
using Skybridge.Lab.People;

namespace Skybridge.Lab.Commands;

/// <summary><c>dc start</c>, <c>dc stop</c>, <c>dc status</c>.</summary>
static class DomainControllerCommand
{
    static readonly DomainControllerOptions Defaults = new();

    /// <summary>The folder of the domain controller; every command has it.</summary>
    public static Option<string> Home { get; } = new("--home")
    {
        Description = "The folder with everything of the domain controller",
        HelpName = "DIR",
        DefaultValueFactory = _ => LabPaths.DefaultHome,
    };

    static readonly Option<string> Domain = Text("--domain", "The DNS name of the domain", Defaults.Domain);
    static readonly Option<string> NetBios = Text("--netbios", "The short name of the domain", Defaults.NetBiosName);
    static readonly Option<string> Host = Text("--host", "The name of the domain controller", Defaults.HostName);
    static readonly Option<string> Address = Text("--address", "The loopback address to listen on", Defaults.Address.ToString());
    static readonly Option<string> People = Text("--people", "A file of people, like lab/people.json", LabPaths.PeopleFile);
    static readonly Option<int> Bulk = new("--bulk") { Description = "That many people besides: bulk000001 with Pw-000001! and so on", HelpName = "N" };
    static readonly Option<bool> Dns = new("--dns") { Description = "Also serve the domain's DNS" };
    static readonly Option<bool> Prefork = new("--prefork") { Description = "A process per service" };
    static readonly Option<bool> Mdb = new("--mdb") { Description = "LMDB instead of TDB, for tens of thousands of people" };
    static readonly Option<bool> Fresh = new("--fresh") { Description = "Forget every change and begin with the directory as provisioned" };

    static readonly Option[] Asked = [Domain, NetBios, Host, Address, Bulk, Dns, Prefork, Mdb];

    public static Command Create()
    {
        var start = new Command("start", "Make the domain controller where there is none, and start it")
        {
            Home, Domain, NetBios, Host, Address, People, Bulk, Dns, Prefork, Mdb, Fresh,
        };
        start.Does(StartAsync);
        var stop = new Command("stop", "Stop it; the directory stays") { Home };
        stop.Does(async (parsed, token) => await Open(parsed).StopAsync(token));
        var status = new Command("status", "Say where it is, whether it answers, and who lives there") { Home };
        status.Does(StatusAsync);
        return new Command("dc", "The domain controller") { start, stop, status };
    }

    /// <summary>The domain controller that a command is about.</summary>
    public static SambaDomainController Open(ParseResult parsed) =>
        SambaDomainController.Open(Path.GetFullPath(parsed.GetValue(Home)!), outlivesUs: true, LabCommand.Progress);

    static async Task StartAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await HostPackages.EnsureAsync(HostPackages.DomainController, LabCommand.Progress, cancellationToken);
        var options = Read(parsed);
        var record = DomainControllerRecord.TryRead(options.Home);
        var made = !parsed.GetValue(Fresh) && record is not null;
        if (made && Asked.Any(option => parsed.GetResult(option) is { Implicit: false }) && !record!.IsLike(options))
            throw new LabException($"{options.Home} has another domain controller than the one asked for.", "--fresh makes it anew; or give another --home.");

        await using var domain = made
            ? Open(parsed)
            : await SambaDomainController.CreateAsync(options, LabCommand.Progress, cancellationToken);
        await domain.StartAsync(cancellationToken);
        Console.WriteLine($"{domain.Options.FullHostName} ({domain.Options.Address}) answers.");
        Console.WriteLine($"  export KRB5_CONFIG={domain.Krb5Conf}");
        Console.WriteLine($"  accounts and passwords: {Path.Combine(domain.Home, "accounts.json")}, {Path.Combine(domain.Home, "people.json")}");
        Console.WriteLine($"  stop it: skybridge-lab dc stop --home {domain.Home}");
    }

    static async Task StatusAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var domain = Open(parsed);
        var answers = domain.IsRunning && await domain.AnswersAsync(cancellationToken);
        var state = (domain.IsRunning, answers) switch
        {
            (false, _) => "stopped",
            (_, false) => "running, but it does not answer",
            _ => "running",
        };
        Console.WriteLine($"{domain.Options.FullHostName}  {domain.Options.Domain}  {domain.Options.Address}  {state}");
        Console.WriteLine($"{domain.People.Count} people, {domain.Options.Population.Bulk?.Count ?? 0} in bulk");
        foreach (var person in domain.People)
            Console.WriteLine($"  {person.User,-22} {(person.Expect is Expectation.SignsIn ? "signs in" : "refused"),-9} {person.Why}");
    }

    static DomainControllerOptions Read(ParseResult parsed)
    {
        if (!IPAddress.TryParse(parsed.GetValue(Address), out var address) || !IPAddress.IsLoopback(address))
            throw new LabException($"{parsed.GetValue(Address)} is not a loopback address.", "Use one of 127.0.0.0/8, such as 127.0.0.10.");
        var bulk = parsed.GetValue(Bulk);
        return new()
        {
            Home = Path.GetFullPath(parsed.GetValue(Home)!),
            Domain = parsed.GetValue(Domain)!.ToLowerInvariant(),
            NetBiosName = parsed.GetValue(NetBios)!.ToUpperInvariant(),
            HostName = parsed.GetValue(Host)!.ToLowerInvariant(),
            Address = address,
            Dns = parsed.GetValue(Dns),
            Mdb = parsed.GetValue(Mdb),
            Model = parsed.GetValue(Prefork) ? ProcessModel.Prefork : ProcessModel.SingleProcess,
            Population = new(Path.GetFullPath(parsed.GetValue(People)!), bulk > 0 ? new BulkPeople(bulk) : null),
            OutlivesUs = true,
        };
    }

    static Option<string> Text(string name, string description, string value) =>
        new(name) { Description = description, HelpName = name[2..].ToUpperInvariant(), DefaultValueFactory = _ => value };
}
