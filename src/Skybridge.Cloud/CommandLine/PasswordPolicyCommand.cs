using System.CommandLine;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.People;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>password-policy</c>: how long passwords may stay.</summary>
sealed class PasswordPolicyCommand : Command
{
    const string Never = "never";

    readonly CommandContext _context;
    readonly Option<string?> _maxAge = CommandOptions.Text("--max-age", "DAYS", $"Days after which a password has to be changed at sign-in, or {Never}");

    public PasswordPolicyCommand(CommandContext context)
        : base("password-policy", "Show and set how long passwords may stay")
    {
        _context = context;
        var show = new Command("show", "Say after how many days a password has to be changed, and whose");
        show.SetAction(context.OnHome(ShowAsync));
        _maxAge.Required = true;
        var set = new Command("set", $"Set it; synchronized passwords are under their directory's rules alone, unless the feature {TenantFeature.CloudPasswordPolicy} is on") { _maxAge };
        set.SetAction(context.OnHome(SetAsync));
        Add(show);
        Add(set);
    }

    async Task<int> ShowAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
    {
        await PrintAsync(parsed, session, cancellationToken);
        return ExitCode.Done;
    }

    async Task<int> SetAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
    {
        var days = Parse(parsed.GetRequiredValue(_maxAge)!);
        await using (var transaction = await session.Db.BeginWritingAsync(cancellationToken))
        {
            var tenant = await session.Db.Tenants.SingleAsync(cancellationToken);
            if (tenant.PasswordMaxAgeDays != days)
                session.Note(AuditActions.PasswordPolicyChanged, null, ("from", Word(tenant.PasswordMaxAgeDays)), ("to", Word(days)));
            tenant.PasswordMaxAgeDays = days;
            await session.Db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await PrintAsync(parsed, session, cancellationToken);
        return ExitCode.Done;
    }

    async Task PrintAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
    {
        var policy = await PasswordPolicy.ReadAsync(session.Db, cancellationToken);
        var result = new PasswordPolicyResult((int?)policy.MaxAge?.TotalDays, policy.ForSynchronized);
        _context.Print(parsed, result, CliJson.Default.PasswordPolicyResult, output => output.WriteLine(result switch
        {
            { MaxAgeDays: null } => "Passwords never expire in the cloud.",
            { ForSynchronized: true } => $"Passwords have to be changed at sign-in after {Days(result.MaxAgeDays)}, also those of a source directory.",
            _ => $"Passwords that were set in the cloud have to be changed at sign-in after {Days(result.MaxAgeDays)}. Those of a source directory do not: `skybridge-cloud feature set {TenantFeature.CloudPasswordPolicy} on` applies it to them.",
        }));
    }

    static int Parse(string text) => text == Never ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= PasswordPolicy.MostDays ? days
        : throw new OperatorException($"'{text}' is no number of days.", $"Give 1 to {PasswordPolicy.MostDays}, or {Never}.");

    static string Days(int? days) => days == 1 ? "one day" : string.Create(CultureInfo.InvariantCulture, $"{days} days");

    static string Word(int days) => days == 0 ? Never : days.ToString(CultureInfo.InvariantCulture);
}
