namespace Skybridge.LabTests.Product.Refusals;

/// <summary>
/// <c>skybridge init</c> with wrong input: it says the cause, writes nothing, uses up no code, and succeeds right after with the right input.
/// </summary>
public class WrongInputTests(SetUpLab lab) : IClassFixture<SetUpLab>
{
    [Theory]
    [InlineData("--domain", "nonsense", "'nonsense' is not the DNS name of a domain", "the domain's DNS name")]
    [InlineData("--domain", "south.example", "'svc-sync@SOUTH.EXAMPLE' not found", "name and its domain")]
    [InlineData("--domain-controller", "nowhere.invalid:dc7.north.example", "nowhere.invalid:135: the name has no address", "Check the name")]
    [InlineData("--domain-controller", "{dead}:dc7.north.example", "{dead}:135 refused a TCP connection", "the domain controller is up")]
    [InlineData("--domain-controller", "{dead}", "{dead}:389 refused a TCP connection", "the domain controller is up")]
    [InlineData("--domain-controller", "{dc}:dc9.north.example", "ldap/dc9.north.example@NORTH.EXAMPLE failed: Server not found", "own DNS name")]
    [InlineData("--domain-controller", "::::", "'::::' does not name a domain controller", "HOST-OR-IP")]
    [InlineData("--rpc-port", "many", "--rpc-port takes a port from 1 to 65535, not 'many'", "--help")]
    [InlineData("--rpc-port", "70000", "--rpc-port takes a port from 1 to 65535, not '70000'", "--help")]
    [InlineData("--rpc-port", "1", "{dc}:1 refused a TCP connection", "the domain controller is up")]
    [InlineData("--dns-server", "nobody", "'nobody' is not the address of a DNS server", "ADDRESS:PORT")]
    [InlineData("--account", "nobody.here", "'nobody.here@NORTH.EXAMPLE' not found", "account's name")]
    [InlineData("--password-file", "{files}/powerless", "Logging in as svc-sync@NORTH.EXAMPLE with the password failed: Preauthentication failed", "account's password")]
    [InlineData("--password-file", "{files}/missing", "{files}/missing cannot be read: Could not find file", "that this user can read")]
    [InlineData("--password-file", "{files}/locked", "{files}/locked cannot be read: Access to the path", "that this user can read")]
    [InlineData("--password-file", "{files}/empty", "{files}/empty is empty", "Put the secret into the file")]
    [InlineData("--password-file", "{files}/long", "{files}/long is too long", "only the secret")]
    [InlineData("--password-file", "{files}", "{files} is a folder", "Name a file")]
    [InlineData("--password-file", null, "no password for the connector account", "--password-file")]
    public Task Directory_and_account(string option, string? value, string error, string hint) => RefusesAsync(option, value, error, hint);

    [Theory]
    [InlineData("--cloud", "http://{cloud}/", "'http://{cloud}/' is not the address of a cloud", "https address")]
    [InlineData("--cloud", "{cloud}", "'{cloud}' is not the address of a cloud", "https address")]
    [InlineData("--cloud", "https://nowhere.invalid/", "nowhere.invalid has no address", "DNS")]
    [InlineData("--cloud", "https://{dead}:8443/", "{dead}:8443 does not accept connections", "the cloud is running")]
    [InlineData("--cloud", "https://{dc}:636/", "The TLS certificate of {dc}:636 is not accepted", "--ca-file")]
    [InlineData("--ca-file", "{files}/missing", "{files}/missing: Could not find file", "BEGIN CERTIFICATE")]
    [InlineData("--ca-file", "{files}/locked", "{files}/locked: Access to the path", "this user must be able to read it")]
    [InlineData("--ca-file", "{files}/right", "there is no certificate in it", "BEGIN CERTIFICATE")]
    [InlineData("--ca-file", "{other-ca}", "The TLS certificate of {cloud} is not accepted", "--ca-file")]
    [InlineData("--ca-file", null, "The TLS certificate of {cloud} is not accepted", "--ca-file")]
    [InlineData("--enrollment-code", "2222-3333-4444-5555-6666-7777-8888", "There is no such enrolment code", "skybridge-cloud enroll")]
    public Task Cloud_and_code(string option, string? value, string error, string hint) => RefusesAsync(option, value, error, hint);

    [Theory]
    [InlineData("--bogus", "x", "'--bogus' is neither a command nor an option of `init`")]
    [InlineData("--domain", null, "Option '--domain' is required")]
    [InlineData("--account", null, "Option '--account' is required")]
    [InlineData("--cloud", null, "Option '--cloud' is required")]
    [InlineData("--enrollment-code", null, "Option '--enrollment-code' is required")]
    [InlineData("--keytab", "{files}/right", "--password-file and --keytab exclude each other", "Give one of them")]
    public async Task Options_that_are_unknown_missing_or_too_many(
        string option, string? value, string error, string hint = "`skybridge init --help` says how it is used")
    {
        var folder = lab.NewFolder();

        Refusal.Says(error, hint, await lab.InitAsync(Path.Combine(folder, "home"), "any", Change(option, value)));

        Assert.Empty(FolderImage.Of(folder));
    }

    [Theory]
    [InlineData("{files}/missing", "{files}/missing does not exist")]
    [InlineData("{files}/locked", "{files}/locked cannot be read: Access to the path")]
    [InlineData("{files}/right", "{files}/right is not a keytab")]
    public async Task A_keytab_that_is_none(string keytab, string error)
    {
        var (folder, code) = (lab.NewFolder(), await lab.CodeAsync());
        var changes = new Dictionary<string, string?> { ["--password-file"] = null, ["--keytab"] = keytab };

        Refusal.Says(lab.Fill(error), "", await lab.InitAsync(Path.Combine(folder, "home"), code, changes, SetUpLab.WithoutOverride));

        Assert.Empty(FolderImage.Of(folder));
        SetUpLab.Succeeded(await lab.InitAsync(Path.Combine(folder, "home"), code));
    }

    [Fact]
    public async Task An_account_that_may_not_replicate()
    {
        var (folder, code) = (lab.NewFolder(), await lab.CodeAsync());
        var changes = new Dictionary<string, string?> { ["--account"] = "svc-noright", ["--password-file"] = "{files}/powerless" };

        Refusal.Says("svc-noright lacks Replicating Directory Changes on DC=north,DC=example", "Grant it both rights", await lab.InitAsync(Path.Combine(folder, "home"), code, changes));

        Assert.Empty(FolderImage.Of(folder));
        SetUpLab.Succeeded(await lab.InitAsync(Path.Combine(folder, "home"), code));
    }

    [Fact]
    public async Task A_code_that_was_used_is_too_old_or_is_another_clouds()
    {
        var (folder, used) = (lab.NewFolder(), await lab.CodeAsync());
        SetUpLab.Succeeded(await lab.InitAsync(Path.Combine(lab.NewFolder(), "first"), used));
        var home = Path.Combine(folder, "home");

        Refusal.Says("The enrolment code was used before", "Each code is good once", await lab.InitAsync(home, used));
        Refusal.Says("The enrolment code is too old", "prints a new one", await lab.InitAsync(home, await lab.CodeAsync(isOld: true)));
        Refusal.Says("There is no such enrolment code", "Look for a mistake", await lab.InitAsync(home, await lab.OtherCloud.EnrollAsync("stranger", TestContext.Current.CancellationToken)));

        Assert.Empty(FolderImage.Of(folder));
        SetUpLab.Succeeded(await lab.InitAsync(home, await lab.CodeAsync()));
    }

    async Task RefusesAsync(string option, string? value, string error, string hint)
    {
        var (folder, code, used) = (lab.NewFolder(), await lab.CodeAsync(), await lab.CountUsedAsync());
        var home = Path.Combine(folder, "home");

        var result = await lab.InitAsync(home, code, Change(option, value), SetUpLab.WithoutOverride);

        Refusal.Says(lab.Fill(error), hint, result);
        Assert.Empty(FolderImage.Of(folder));
        Assert.Equal(used, await lab.CountUsedAsync());
        SetUpLab.Succeeded(await lab.InitAsync(home, code));
    }

    static Dictionary<string, string?> Change(string option, string? value) => new() { [option] = value };
}
