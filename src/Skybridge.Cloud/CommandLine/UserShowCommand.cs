using System.CommandLine;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.People;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>user show</c>: everything about one person, except for what proves their password.</summary>
sealed class UserShowCommand : Command
{
    readonly CommandContext _context;
    readonly Argument<string> _user = new("USER") { Description = "A user name, source anchor or identifier" };

    public UserShowCommand(CommandContext context)
        : base("show", "Show one person")
    {
        _context = context;
        Add(_user);
        SetAction(context.OnHome(RunAsync));
    }

    async Task<int> RunAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
    {
        var user = await UserCommand.FindAsync(session, parsed.GetRequiredValue(_user), cancellationToken);
        var credential = await session.Db.Credentials.FindAsync([user.Id], cancellationToken);
        var result = Detail(user, credential, await PasswordPolicy.ReadAsync(session.Db, cancellationToken), session.Now);
        _context.Print(parsed, result, CliJson.Default.UserDetailResult, output => Write(result, output));
        return ExitCode.Done;
    }

    /// <summary>Everything about a person, as results show it.</summary>
    public static UserDetailResult Detail(CloudUser user, Credential? credential, PasswordPolicy policy, DateTimeOffset now) => new(
        UserCommand.Result(user, credential),
        user.Source == PersonSource.Sync ? OnPremises(user) : null,
        user.GivenName,
        user.Surname,
        user.Mail,
        credential is not null && policy.MustChange(user, credential, now),
        credential is null ? null : policy.ExpiryOf(user, credential),
        user.PasswordNeverExpires,
        user.CreatedAt);

    static OnPremisesResult OnPremises(CloudUser user) => new(
        user.OnPremisesUserName,
        user.SamAccountName,
        user.NetBiosDomain,
        user.DnsDomain,
        user.DistinguishedName,
        user.Sid,
        user.ObjectGuid,
        user.DeliveredBy,
        user.SynchronizedAt,
        user.DeletionReason?.ToString());

    static void Write(UserDetailResult detail, TextWriter output)
    {
        var (user, source) = (detail.User, detail.OnPremises);
        (string Name, string? Value)[] lines =
        [
            ("user name", user.UserName),
            ("name", user.DisplayName),
            ("mail", detail.Mail),
            ("id", user.Id.ToString()),
            ("source", user.Source),
            ("enabled", Show.YesNo(user.Enabled)),
            ("expires", Show.Moment(user.Expires)),
            ("administrator", Show.YesNo(user.Administrator)),
            ("created", Show.Moment(detail.Created)),
            ("deleted", Show.Moment(user.DeletedAt)),
            ("deleted because", source?.DeletionReason),
            ("password", user.PasswordSource is null ? "none" : $"{user.PasswordSource}, since {Show.Moment(user.PasswordChanged)}"),
            ("set by", user.PasswordSetBy == $"user:{user.Id}" ? "the person, in the cloud" : user.PasswordSetBy),
            ("must change it", detail.MustChangePassword ? "yes" : null),
            ("password expires", detail.PasswordNeverExpires ? "never, whatever the policy" : Show.Moment(detail.PasswordExpires)),
            ("last synchronized", Show.Moment(user.PasswordSynchronized)),
            ("anchor", user.Anchor),
            ("on-premises name", source?.UserName),
            ("account", source is null ? null : $"{source.NetBiosDomain}\\{source.SamAccountName}"),
            ("domain", source?.Domain),
            ("DN", source?.DistinguishedName),
            ("SID", source?.Sid),
            ("attributes changed", Show.Moment(source?.Synchronized)),
            ("delivered by agent", source?.DeliveredBy),
        ];
        foreach (var (name, value) in lines.Where(line => !string.IsNullOrEmpty(line.Value)))
            output.WriteLine($"{name,-19} {string.Concat(value!.Where(letter => !char.IsControl(letter)))}");
    }
}
