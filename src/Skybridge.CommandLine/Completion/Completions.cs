using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;

namespace Skybridge.CommandLine;

/// <summary>What a shell may offer as the values of options and arguments; anything else may be typed as well.</summary>
public static class Completions
{
    /// <summary>Offers values for every option of a name, in a command and below it.</summary>
    /// <param name="command">The command.</param>
    /// <param name="name">The option's name.</param>
    /// <param name="find">Finds the values, knowing what was typed so far. Where they cannot be found, none are offered.</param>
    public static void OfferOption(this Command command, string name, Func<ParseResult, IEnumerable<string>> find)
    {
        ArgumentNullException.ThrowIfNull(command);
        foreach (var option in command.Options.Where(option => option.Name == name))
            option.CompletionSources.Add(context => Try(() => find(context.ParseResult)));
        foreach (var subcommand in command.Subcommands)
            subcommand.OfferOption(name, find);
    }

    /// <summary>Offers values for every argument of a name, in a command and below it, when that argument is the next.</summary>
    /// <param name="command">The command.</param>
    /// <param name="name">The argument's name.</param>
    /// <param name="values">What may stand there.</param>
    public static void OfferArgument(this Command command, string name, params string[] values)
    {
        ArgumentNullException.ThrowIfNull(command);
        for (var place = 0; place < command.Arguments.Count; place++)
        {
            var due = place;
            if (command.Arguments[place].Name == name)
                command.Arguments[place].CompletionSources.Add(context => Typed(context) == due ? values.Select(value => new CompletionItem(value)) : []);
        }

        foreach (var subcommand in command.Subcommands)
            subcommand.OfferArgument(name, values);
    }

    // How many arguments are complete: the word that somebody is at is not.
    static int Typed(CompletionContext context) =>
        context.ParseResult.CommandResult.Children.OfType<ArgumentResult>().Sum(argument => argument.Tokens.Count)
        - (context.WordToComplete.Length > 0 ? 1 : 0);

    static List<CompletionItem> Try(Func<IEnumerable<string>> find)
    {
        try
        {
            return [.. find().Select(value => new CompletionItem(value))];
        }
        catch (Exception error) when (error is OperatorException or IOException or UnauthorizedAccessException)
        {
            return []; // Nobody asked for an error: the command itself will say it.
        }
    }
}
