using System.CommandLine;
using Skybridge.Cloud.Federation;
using Skybridge.Cloud.People;
using Skybridge.CommandLine;
using Skybridge.Contract;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>sign-in set</c>: says how the people of a domain sign in, and where; turns password synchronization with it.</summary>
sealed class SignInSetCommand : Command
{
    readonly CommandContext _context;
    readonly Argument<string> _domain = new("DOMAIN") { Description = "A verified domain" };
    readonly Argument<string> _method = new("METHOD") { Description = string.Join(" or ", SignInMethods.All) };
    readonly Option<bool> _keep = new("--keep-password-hash")
    {
        Description = "With federation: go on taking passwords, to fall back on",
    };

    readonly ProviderOptions _provider = new();

    public SignInSetCommand(CommandContext context)
        : base("set", "Say how the people of a domain sign in")
    {
        _context = context;
        Add(_domain);
        Add(_method);
        Add(_keep);
        _provider.AddTo(this);
        SetAction(context.OnHome(RunAsync));
    }

    async Task<int> RunAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
    {
        var (method, keep) = (ParseMethod(parsed.GetRequiredValue(_method)), parsed.GetValue(_keep));
        if (keep && method != SignInMethod.Federation)
            throw new OperatorException(
                "--keep-password-hash goes with federation only.",
                "Leave it out; password-hash needs the passwords anyway.");

        var provider = await _provider.ReadAsync(parsed, method == SignInMethod.Federation, cancellationToken);
        var change = new SignInSwitch(session.Db, session.Keys, _context.Terminal.Actor, session.Now);
        var receipt = await change.SetAsync(DomainCommand.ParseName(parsed.GetRequiredValue(_domain)), method, keep, provider, cancellationToken);
        _context.Print(parsed, ResultOf(receipt), CliJson.Default.SignInSetResult, output =>
        {
            foreach (var line in SignInText.Describe(receipt))
                output.WriteLine(line);
        });
        return ExitCode.Done;
    }

    static SignInSetResult ResultOf(SignInReceipt receipt) => new(
        receipt.Domain,
        SignInMethods.Word(receipt.From),
        SignInMethods.Word(receipt.To),
        receipt.KeepPasswordHash,
        receipt.Changed,
        receipt.PasswordSync,
        receipt.PasswordSyncTurned)
    {
        Issuer = receipt.Issuer,
        ClientId = receipt.ClientId,
        RedirectPath = receipt.RedirectPath,
    };

    static SignInMethod ParseMethod(string word) => SignInMethods.Find(word)
        ?? throw new OperatorException($"There is no sign-in method '{word}'.", $"The methods are {string.Join(", ", SignInMethods.All)}.");
}
