using System.CommandLine;
using Skybridge.Cloud.People;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary>Where a new password comes from: a file, the environment, or a person who is asked twice. Never an argument.</summary>
static class NewPassword
{
    const string Variable = "SKYBRIDGE_PASSWORD";

    public static Option<string?> Option() =>
        CommandOptions.Text("--password-file", "FILE", $"A file with the password (or {Variable}; else it is asked for)");

    public static Option<bool> TemporaryOption() =>
        new("--temporary") { Description = "The person must choose another one when they sign in" };

    /// <summary>The password for <paramref name="person"/>.</summary>
    /// <exception cref="OperatorException">There is none to be had, or the two that were typed differ.</exception>
    public static string Ask(Terminal terminal, string? file, string person)
    {
        if (file is not null)
            return SecretFile.Read(file, CloudPassword.MinLength);
        if (SecretVariable.Read(terminal.Environment, Variable, CloudPassword.MinLength) is { } password)
            return password;
        if (!terminal.CanAsk)
            throw new OperatorException(
                "There is no password, and nobody to ask.",
                $"Name a file with --password-file, or set {Variable}.");

        var first = terminal.AskSecret($"New password for {person}: ");
        var second = terminal.AskSecret("The same again: ");
        return first == second ? first : throw new OperatorException(
            "The two passwords differ.",
            "Run the command again and type the same twice.");
    }
}
