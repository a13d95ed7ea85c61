using System.CommandLine;
using Skybridge.Cloud.Data;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary>The options that name a PostgreSQL database.</summary>
/// <param name="description">What is done with it.</param>
sealed class PostgresOptions(string description)
{
    readonly Option<string?> _address = CommandOptions.Text("--postgres", "CONN", $"{description}, such as postgresql://user@host/database; never with a password");
    readonly Option<string?> _passwordFile = CommandOptions.Text(
        "--postgres-password-file",
        "FILE",
        "The database user's password (else PGPASSFILE or PGPASSWORD); it is read at each start");

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [_address, _passwordFile];

    /// <summary>What was given: the address as settings keep it, and the path of the password.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="isKnown">Whether a database is known without being named, so that a password alone makes sense.</param>
    /// <exception cref="OperatorException">It cannot be.</exception>
    public (string? Connection, string? PasswordFile) Read(ParseResult parsed, bool isKnown)
    {
        var file = parsed.GetValue(_passwordFile) is { } path ? Path.GetFullPath(path) : null;
        if (parsed.GetValue(_address) is { } text)
            return (PostgresAddress.Parse(text), file);
        if (file is not null && !isKnown)
            throw new OperatorException("--postgres-password-file needs --postgres.", "Name the database with --postgres, or leave the file out.");
        return (null, file);
    }
}
