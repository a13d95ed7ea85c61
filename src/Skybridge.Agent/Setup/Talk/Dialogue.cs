using System.Globalization;
using Skybridge.CommandLine;
using Skybridge.Cryptography;

namespace Skybridge.Agent.Setup.Talk;

/// <summary>Questions that are asked until the answer is right. <c>?</c> explains, <c>&lt;</c> or <c>back</c> goes back, a mistake is named with what to do.</summary>
sealed class Dialogue(IConversation talk)
{
    const int MaxAnswer = 2048;

    /// <summary>What <c>?</c> explains now.</summary>
    public string Explanation { get; set; } = "";

    /// <summary>How many columns a line has.</summary>
    public int Width => talk.Width;

    /// <summary>An empty line.</summary>
    public void Gap() => talk.Write("");

    /// <summary>A paragraph.</summary>
    public void Say(string text) => talk.Write(TextFlow.Wrap(text, Width));

    /// <summary>A heading, underlined by plain characters.</summary>
    public void Heading(string text)
    {
        var line = TextFlow.Shorten(text, Width);
        talk.Write($"{line}\n{new string('-', line.Length)}");
    }

    /// <summary>Lines that are laid out already.</summary>
    public void Lines(IEnumerable<string> lines) => talk.Write(string.Join('\n', lines));

    /// <summary>A point of a list, with its text under it.</summary>
    public void Item(string mark, string text) => talk.Write(TextFlow.Wrap(text, Width, $"  {mark} ", "    "));

    /// <summary>A line that is there to be copied: never broken.</summary>
    public void Copy(string line) => talk.Write($"    {TextFlow.Clean(line)}");

    /// <summary>Something that succeeded.</summary>
    public void Done(string text) => Item("✓", text);

    /// <summary>What is wrong, and what to do.</summary>
    public void Complain(OperatorException error)
    {
        talk.Write(TextFlow.Wrap(error.Message, Width, "  ✗ ", "    "));
        talk.Write(TextFlow.Wrap(error.Hint, Width, "    hint: ", "    "));
    }

    /// <summary>Asks until the answer is accepted.</summary>
    /// <param name="question">The question, without a colon.</param>
    /// <param name="usual">What Enter alone means; null when there must be an answer.</param>
    /// <param name="accept">Takes the answer, or says by an exception what is wrong with it.</param>
    /// <param name="cancellationToken">Ends the conversation.</param>
    public async Task<T> AskAsync<T>(string question, string? usual, Func<string, CancellationToken, Task<T>> accept, CancellationToken cancellationToken)
    {
        while (true)
        {
            var line = await AskLineAsync(question, usual, cancellationToken);
            if (line is null)
                continue;

            try
            {
                return await accept(line, cancellationToken);
            }
            catch (Exception error) when (SetupProblem.Of(error) is { } problem)
            {
                Complain(problem);
            }
        }
    }

    /// <summary>Asks until the answer is accepted.</summary>
    public Task<T> AskAsync<T>(string question, string? usual, Func<string, T> accept, CancellationToken cancellationToken) =>
        AskAsync(question, usual, (line, _) => Task.FromResult(accept(line)), cancellationToken);

    /// <summary>Asks which of some, by number.</summary>
    /// <returns>The index of the choice.</returns>
    public Task<int> ChooseAsync(string question, IReadOnlyList<string> choices, int usual, CancellationToken cancellationToken)
    {
        for (var i = 0; i < choices.Count; i++)
            Item($"{i + 1} ", choices[i]);
        return AskAsync(
            $"{question} (1 to {choices.Count})",
            (usual + 1).ToString(CultureInfo.InvariantCulture),
            line => int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= choices.Count
                ? number - 1
                : throw new OperatorException($"'{Quote(line)}' is none of the numbers.", $"Type a number from 1 to {choices.Count}."),
            cancellationToken);
    }

    /// <summary>Asks yes or no.</summary>
    public Task<bool> ConfirmAsync(string question, bool usual, CancellationToken cancellationToken) => AskAsync(
        $"{question} (y/n)",
        usual ? "y" : "n",
        line => line.ToLowerInvariant() switch
        {
            "y" or "yes" => true,
            "n" or "no" => false,
            _ => throw new OperatorException($"'{Quote(line)}' is neither yes nor no.", "Type y or n."),
        },
        cancellationToken);

    /// <summary>Asks for a secret once. Nothing of it is trimmed.</summary>
    public async Task<SecretBytes> AskSecretAsync(string question, CancellationToken cancellationToken)
    {
        while (true)
        {
            var secret = await talk.AskSecretAsync($"{question} (not shown): ", cancellationToken);
            if (secret.Length > 1 || (secret.Length == 1 && secret.Span[0] is not ((byte)'<' or (byte)'?')))
                return secret;

            var command = secret.Length == 0 ? default : secret.Span[0];
            secret.Dispose();
            if (command == '<')
                throw new StepBackException();
            if (command == '?')
                Explain();
            else
                Complain(new OperatorException("Nothing was typed.", "Type the secret and press Enter; nothing of it is shown. < goes back."));
        }
    }

    /// <summary>A text as a message may quote it.</summary>
    public static string Quote(string text) => TextFlow.Shorten(TextFlow.Clean(text), 60);

    // Null when the line was no answer: an explanation was given, or a complaint made.
    async Task<string?> AskLineAsync(string question, string? usual, CancellationToken cancellationToken)
    {
        var prompt = usual is null or "" ? $"{question}: " : $"{question} [{usual}]: ";
        var line = TextFlow.Clean(await talk.AskAsync(prompt, cancellationToken)).Trim();
        switch (line.ToLowerInvariant())
        {
            case "?":
                Explain();
                return null;
            case "<" or "back":
                throw new StepBackException();
            case "" when usual is not null:
                return usual;
            case "":
                Complain(new OperatorException("There must be an answer.", "Type one and press Enter. ? explains, < goes back, Ctrl-C ends and leaves nothing behind."));
                return null;
        }

        if (line.Length <= MaxAnswer)
            return line;
        Complain(new OperatorException($"An answer of {line.Length} characters is too long.", $"At most {MaxAnswer} are read: was the wrong thing pasted?"));
        return null;
    }

    void Explain()
    {
        Say(Explanation);
        Say("? explains, < goes back to the step before, Ctrl-C ends and leaves nothing behind.");
    }
}
