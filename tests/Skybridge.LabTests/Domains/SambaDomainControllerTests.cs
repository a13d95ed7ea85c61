using DnsClient;
using DnsClient.Protocol;
using Skybridge.Lab;
using Skybridge.Lab.Domains;
using Skybridge.Lab.People;

namespace Skybridge.LabTests.Domains;

/// <summary>A domain controller is made, started, hung, killed and put back as tests and faults need it.</summary>
public class SambaDomainControllerTests(LabRun lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_domains_stand_side_by_side()
    {
        var (north, west) = (await lab.NorthAsync(), await lab.WestAsync());

        var (ours, theirs) = (await north.Directory.GetStatusAsync(Token), await west.Directory.GetStatusAsync(Token));

        Assert.NotEqual(north.Options.Address, west.Options.Address);
        Assert.NotEqual(ours.DomainSid, theirs.DomainSid);
        Assert.Equal("controller1.west.example", theirs.HostName);
        Assert.True((await west.Kerberos.TryAsync(ServiceAccounts.Connector, west.Accounts.ConnectorPassword, Token)).Accepted);
        Assert.False((await west.Kerberos.TryAsync(ServiceAccounts.Connector, north.Accounts.ConnectorPassword, Token)).Accepted);
    }

    [Fact]
    public async Task Thousands_of_people_are_who_their_numbers_say()
    {
        var west = await lab.WestAsync();
        var users = (await west.Directory.ListUsersAsync(Token)).ToDictionary(user => user.User);
        var people = west.BulkPeople.ToList();

        Assert.Equal(3000, people.Count);
        Assert.All(people, person => Assert.Equal((person.Dn, person.Upn), (users[person.User].Dn, users[person.User].Upn)));
        foreach (var person in people.Skip(900).Take(100))
        {
            var answer = await west.Ldap.TryAsync(person.Upn, person.Password, Token);
            Assert.True(answer.Accepted == person.Expect is Expectation.SignsIn, $"{person.User} ({person.Why}): {answer}");
        }
    }

    [Fact]
    public async Task Dns_says_where_the_domain_controller_is()
    {
        var domain = await lab.NorthAsync();
        var dns = new LookupClient(new LookupClientOptions(domain.Options.Address) { UseCache = false });

        var answer = await dns.QueryAsync("_ldap._tcp.dc._msdcs.north.example", QueryType.SRV, cancellationToken: Token);
        var server = Assert.Single(answer.Answers.OfType<SrvRecord>());
        var address = await dns.QueryAsync(server.Target, QueryType.A, cancellationToken: Token);

        Assert.Equal(("dc7.north.example.", 389), (server.Target.Value, server.Port));
        Assert.Equal(domain.Options.Address, Assert.Single(address.Answers.OfType<ARecord>()).Address);
    }

    [Fact]
    public async Task A_hung_one_accepts_connections_and_answers_nothing()
    {
        await using var domain = await StartAsync("hang");

        domain.Suspend();
        var hung = await domain.AnswersAsync(Token);
        var running = domain.IsRunning;
        domain.Resume();

        Assert.False(hung);
        Assert.True(running);
        await Wait.UntilAsync(domain.AnswersAsync, TimeSpan.FromSeconds(60), "it answers again", Token);
    }

    [Fact]
    public async Task A_killed_one_starts_again_with_what_it_knew()
    {
        await using var domain = await StartAsync("kill");
        await domain.Directory.AddUserAsync("survivor", "survivor@north.example", "Survivor-1", Token);

        await domain.KillAsync(Token);
        var answers = await domain.AnswersAsync(Token);
        await domain.StartAsync(Token);

        Assert.False(answers);
        Assert.True((await domain.Kerberos.TryAsync("survivor", "Survivor-1", Token)).Accepted);
    }

    [Fact]
    public async Task One_that_hangs_can_be_stopped()
    {
        await using var domain = await StartAsync("hang-and-stop");

        domain.Suspend();
        await domain.StopAsync(Token);

        Assert.False(domain.IsRunning);
    }

    [Fact]
    public async Task Another_process_finds_it_by_its_folder()
    {
        await using var domain = await StartAsync("opened");

        await using var opened = SambaDomainController.Open(domain.Home);
        var status = await opened.Directory.GetStatusAsync(Token);
        await opened.StopAsync(Token);
        var stopped = !domain.IsRunning;
        await opened.StartAsync(Token);

        Assert.Equal(domain.Options.FullHostName, status.HostName);
        Assert.True(stopped);
        Assert.Equal((true, opened.Process), (domain.IsRunning, domain.Process));
    }

    [Fact]
    public async Task A_process_per_service_works_and_ends_whole()
    {
        var options = new DomainControllerOptions { Population = Population.Nobody, Model = ProcessModel.Prefork };
        await using var domain = await lab.OwnAsync("prefork", options);
        await domain.StartAsync(Token);
        var group = domain.Process!.Value.Pid;

        var answer = await domain.Kerberos.TryAsync(ServiceAccounts.Connector, domain.Accounts.ConnectorPassword, Token);
        var many = ProcessesOfGroup(group).Count;
        await domain.StopAsync(Token);

        Assert.True(answer.Accepted, answer.Text);
        Assert.True(many > 5);
        await Wait.UntilAsync(() => ProcessesOfGroup(group).Count == 0, TimeSpan.FromSeconds(60), "its processes are gone", Token);
    }

    [Fact]
    public async Task A_restored_database_counts_from_where_it_was_saved()
    {
        await using var domain = await lab.OwnAsync("restored");
        await domain.SaveStateAsync("before", Token);
        var before = await domain.Directory.GetStatusAsync(Token);

        await domain.Directory.AddUserAsync("forgotten", "forgotten@north.example", "Forgotten-1", Token);
        await domain.LoadStateAsync("before", Token);
        var restored = await domain.Directory.GetStatusAsync(Token);
        var renewed = await domain.RenewInvocationIdAsync(Token);
        await domain.StartAsync(Token);
        var after = await domain.Directory.GetStatusAsync(Token);

        Assert.Equal(before, restored);
        Assert.Null(await domain.Directory.ReadAsync("forgotten", cancellationToken: Token));
        Assert.NotEqual(before.InvocationId, renewed);
        Assert.Equal(renewed, after.InvocationId);
    }

    [Fact]
    public async Task A_folder_too_deep_for_sockets_works()
    {
        var deep = Path.Combine([.. Enumerable.Repeat("a-folder-with-a-long-name", 6)]);
        await using var domain = await lab.OwnAsync(deep);
        await domain.StartAsync(Token);

        Assert.True(domain.SmbConf.Length < 90, domain.SmbConf);
        Assert.True((await domain.Ldap.TryAsync(ServiceAccounts.Connector + "@north.example", domain.Accounts.ConnectorPassword, Token)).Accepted);
    }

    [Fact]
    public async Task Lmdb_works()
    {
        var options = new DomainControllerOptions { Population = new(null, new BulkPeople(20)), Mdb = true };
        await using var domain = await lab.OwnAsync("mdb", options);
        await domain.StartAsync(Token);

        var last = domain.BulkPeople.Last();

        Assert.True((await domain.Ldap.TryAsync(last.Upn, last.Password, Token)).Accepted);
    }

    [Fact]
    public async Task It_can_be_started_under_another_program()
    {
        var options = new DomainControllerOptions { Population = Population.Nobody, Wrapper = ["/usr/bin/nice", "-n", "3"] };
        await using var domain = await lab.OwnAsync("wrapped", options);

        await domain.StartAsync(Token);

        Assert.Equal(Math.Min(await NicenessAsync(Environment.ProcessId) + 3, 19), await NicenessAsync(domain.Process!.Value.Pid));
    }

    [Fact]
    public async Task Two_who_start_one_folder_start_one_domain_controller()
    {
        await using var domain = await lab.OwnAsync("contended");
        await using var other = SambaDomainController.Open(domain.Home);

        await Task.WhenAll(domain.StartAsync(Token), other.StartAsync(Token));

        Assert.Equal(domain.Process, other.Process);
    }

    [Fact]
    public async Task A_taken_address_is_named()
    {
        await using var first = await StartAsync("first");
        var options = first.Options with { Home = Path.Combine(lab.Folder, "second") };
        await using var second = await SambaDomainController.CreateAsync(options, cancellationToken: Token);

        var refused = await Assert.ThrowsAsync<LabException>(() => second.StartAsync(Token));

        Assert.Contains(first.Options.Address.ToString(), refused.Message, StringComparison.Ordinal);
        Assert.True(await first.AnswersAsync(Token));
    }

    [Fact]
    public async Task A_folder_with_something_else_in_it_is_left_alone()
    {
        var home = Directory.CreateDirectory(Path.Combine(lab.Folder, "precious")).FullName;
        await File.WriteAllTextAsync(Path.Combine(home, "thesis.txt"), "years of work", Token);

        await Assert.ThrowsAsync<LabException>(() => SambaDomainController.CreateAsync(new() { Home = home }, cancellationToken: Token));

        Assert.True(File.Exists(Path.Combine(home, "thesis.txt")));
    }

    async Task<SambaDomainController> StartAsync(string name)
    {
        var domain = await lab.OwnAsync(name);
        await domain.StartAsync(Token);
        return domain;
    }

    static async Task<int> NicenessAsync(int process)
    {
        var stat = await File.ReadAllTextAsync($"/proc/{process}/stat", Token);
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16]);
    }

    static List<string> ProcessesOfGroup(int group) =>
        [.. Directory.GetDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _) && IsOf(folder, group))];

    static bool IsOf(string folder, int group)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] != "Z" && fields[2] == group.ToString();
        }
        catch (IOException)
        {
            return false;
        }
    }
}
