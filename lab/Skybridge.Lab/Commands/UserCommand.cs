using System.CommandLine;
using Skybridge.Lab.ActiveDirectory;

namespace Skybridge.Lab.Commands;

/// <summary><c>user …</c>: what an administrator does to an account, for people who play with the lab.</summary>
static class UserCommand
{
    static readonly Argument<string> Who = new("who") { Description = "sAMAccountName, UPN, DN, GUID or SID", HelpName = "USER" };

    public static Command Create()
    {
        var command = new Command("user", "Change accounts, as an administrator does")
        {
            SetPassword(),
            ChangePassword(),
            Simple("must-change", "Require a new password at next logon", (directory, who, token) => directory.RequirePasswordChangeAsync(who, token)),
            Simple("keep-password", "Take must-change back", (directory, who, token) => directory.ClearPasswordChangeAsync(who, token)),
            Simple("disable", "Disable the account", (directory, who, token) => directory.DisableAsync(who, token)),
            Simple("enable", "Enable the account", (directory, who, token) => directory.EnableAsync(who, token)),
            Simple("expire", "Let the account expire now", (directory, who, token) => directory.ExpireAsync(who, token)),
            Simple("unexpire", "Let the account never expire", (directory, who, token) => directory.SetAccountExpiryAsync(who, null, token)),
            Simple("lock", "Lock the account out", (directory, who, token) => directory.LockOutAsync(who, token)),
            Simple("unlock", "Unlock the account", (directory, who, token) => directory.UnlockAsync(who, token)),
            Simple("smart-card", "Require a smart card; the password becomes a random one", (directory, who, token) => directory.RequireSmartCardAsync(who, token)),
            Simple("delete", "Delete the account", (directory, who, token) => directory.DeleteAsync(who, token)),
            Simple("restore", "Bring a deleted account back, by its GUID", RestoreAsync),
            Move(),
            Rename(),
            List(),
        };
        return command;
    }

    static Command Simple(string name, string description, Func<DirectoryDriver, string, CancellationToken, Task> action)
    {
        var command = new Command(name, description) { Who, DomainControllerCommand.Home };
        command.Does(async (parsed, token) =>
        {
            await using var domain = DomainControllerCommand.Open(parsed);
            await action(domain.Directory, parsed.GetRequiredValue(Who), token);
        });
        return command;
    }

    static Task RestoreAsync(DirectoryDriver directory, string who, CancellationToken cancellationToken) => Guid.TryParse(who, out var id)
        ? directory.RestoreAsync(id, cancellationToken)
        : throw new LabException($"{who} is not a GUID.", "A deleted account has lost its names; its objectGUID is in user list before the deletion.");

    static Command SetPassword()
    {
        var command = new Command("set-password", "Set a password, as an administrator") { Who, DomainControllerCommand.Home, PasswordInput.File };
        command.Does(async (parsed, token) =>
        {
            await using var domain = DomainControllerCommand.Open(parsed);
            var password = await PasswordInput.ReadAsync(parsed, "New password: ", token);
            await domain.Directory.SetPasswordAsync(parsed.GetRequiredValue(Who), password, token);
        });
        return command;
    }

    static Command ChangePassword()
    {
        var command = new Command("change-password", "Change a password over the wire, as its owner; two lines are read: the old and the new one")
        {
            Who, DomainControllerCommand.Home,
        };
        command.Does(async (parsed, token) =>
        {
            await using var domain = DomainControllerCommand.Open(parsed);
            var old = PasswordInput.Prompt("Old password: ");
            var fresh = PasswordInput.Prompt("New password: ");
            var answer = await domain.Kerberos.ChangePasswordAsync(parsed.GetRequiredValue(Who), old, fresh, token);
            if (!answer.Accepted)
                throw new LabException($"The domain controller refused: {answer.Text}.", "Is the old password right, and does the domain controller run?");
        });
        return command;
    }

    static Command Move()
    {
        var ou = new Argument<string[]>("ou") { Description = "OU names from the outermost to the innermost, made where missing" };
        var command = new Command("move", "Move the account into an OU") { Who, ou, DomainControllerCommand.Home };
        command.Does(async (parsed, token) =>
        {
            await using var domain = DomainControllerCommand.Open(parsed);
            var path = parsed.GetRequiredValue(ou);
            await domain.Directory.EnsureOuAsync(path, token);
            await domain.Directory.MoveAsync(parsed.GetRequiredValue(Who), path, token);
        });
        return command;
    }

    static Command Rename()
    {
        var name = new Argument<string>("name") { Description = "The new CN" };
        var command = new Command("rename", "Give the account another CN") { Who, name, DomainControllerCommand.Home };
        command.Does(async (parsed, token) =>
        {
            await using var domain = DomainControllerCommand.Open(parsed);
            await domain.Directory.RenameAsync(parsed.GetRequiredValue(Who), parsed.GetRequiredValue(name), token);
        });
        return command;
    }

    static Command List()
    {
        var command = new Command("list", "List every account") { DomainControllerCommand.Home };
        command.Does(async (parsed, token) =>
        {
            await using var domain = DomainControllerCommand.Open(parsed);
            foreach (var user in await domain.Directory.ListUsersAsync(token))
                Console.WriteLine($"{user.ObjectGuid} {user.User,-22} {user.Class,-14} {user.Flags,-40} {user.Upn}");
        });
        return command;
    }
}
