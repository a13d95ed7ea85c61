using System.CommandLine;
using System.Globalization;

namespace Skybridge.CommandLine;

/// <summary>Makes a manual page of a command tree.</summary>
sealed class ManualPage(string program, string version, DateTimeOffset date, ManualText text)
{
    static readonly ManualEntry[] ExitCodes =
    [
        new("0", "Done."),
        new("1", "Done, with findings or failures."),
        new("2", "Could not run: two lines on standard error, error: and hint:, say why and what to do."),
    ];

    readonly RoffWriter _roff = new();

    /// <summary>The whole page.</summary>
    public string Write(RootCommand root)
    {
        _roff.Title(program, date.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), $"Skybridge {version}");
        _roff.Section("NAME");
        _roff.Line($"{program} - {text.Summary}");
        _roff.Section("SYNOPSIS");
        _roff.Usage([program, "COMMAND", "[OPTION]..."]);
        _roff.Section("DESCRIPTION");
        foreach (var paragraph in text.Description)
            _roff.Paragraph(paragraph);
        _roff.Section("OPTIONS");
        _roff.Paragraph("Every command takes:");
        WriteOptions(root);
        _roff.Section("COMMANDS");
        foreach (var command in root.Subcommands.Where(command => !command.Hidden))
            WriteCommand(command, [program]);
        WriteEntries("EXIT STATUS", ExitCodes);
        WriteEntries("FILES", text.Files);
        WriteEntries("ENVIRONMENT", [.. text.Environment, .. OptionVariables(root)]);
        WriteExamples();
        _roff.Section("SEE ALSO");
        _roff.Paragraph(string.Join(", ", text.SeeAlso));
        return _roff.ToString();
    }

    void WriteCommand(Command command, IReadOnlyList<string> path)
    {
        IReadOnlyList<string> own = [.. path, command.Name];
        if (command.Action is not null)
        {
            _roff.Subsection(string.Join(' ', own));
            var arguments = command.Arguments.Where(argument => !argument.Hidden).Select(Show);
            _roff.Usage([.. own, .. arguments, .. command.Options.Any(IsOwn) ? (string[])["[OPTION]..."] : []]);
            _roff.Paragraph(Sentence(command.Description));
            foreach (var argument in command.Arguments.Where(argument => !argument.Hidden && argument.Description is not null))
                _roff.Tagged(argument.Name, Sentence(argument.Description));
            WriteOptions(command);
            if (TakesVariablesAttribute.IsOn(command))
                _roff.Paragraph("Every option may stand in the environment instead: see ENVIRONMENT.");
        }

        foreach (var subcommand in command.Subcommands.Where(subcommand => !subcommand.Hidden))
            WriteCommand(subcommand, own);
    }

    void WriteOptions(Command command)
    {
        foreach (var option in command.Options.Where(IsOwn))
        {
            var names = string.Join(", ", (IEnumerable<string>)[option.Name, .. option.Aliases.Where(alias => alias.StartsWith('-'))]);
            var value = option.ValueType == typeof(bool) || option.Arity.MaximumNumberOfValues == 0 ? "" : $" {option.HelpName ?? "VALUE"}";
            _roff.Tagged(names + value, Sentence(option.Description) + (option.Required ? " Required." : ""));
        }
    }

    void WriteEntries(string section, IReadOnlyList<ManualEntry> entries)
    {
        _roff.Section(section);
        foreach (var entry in entries)
            _roff.Tagged(entry.Name, entry.Text);
    }

    IEnumerable<ManualEntry> OptionVariables(RootCommand root) => root.Subcommands
        .SelectMany(command => VariableOptions.Of(command).Select(option => new ManualEntry(VariableOptions.NameOf(option), $"{option.Name} of {command.Name}.{Form(option)}")))
        .Where(entry => text.Environment.All(known => known.Name != entry.Name));

    static string Form(Option option) => option.ValueType == typeof(bool) ? " true or false." : option.Arity.MaximumNumberOfValues > 1 ? " Several with commas." : "";

    void WriteExamples()
    {
        _roff.Section("EXAMPLES");
        foreach (var example in text.Examples)
        {
            _roff.Paragraph(example.Text);
            _roff.Example(example.Name);
        }
    }

    static bool IsOwn(Option option) => !option.Hidden;

    static string Show(Argument argument) => argument.Arity.MinimumNumberOfValues == 0 ? $"[{argument.Name}]" : argument.Name;

    static string Sentence(string? description) => description is not { Length: > 0 } ? "" : description.EndsWith('.') ? description : $"{description}.";
}
