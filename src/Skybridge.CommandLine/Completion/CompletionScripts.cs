namespace Skybridge.CommandLine;

/// <summary>What each shell needs to ask the program: the line and the place in it go to <c>[suggest:PLACE] LINE</c>, one suggestion per line comes back.</summary>
static class CompletionScripts
{
    /// <summary>The shells that there is a script for.</summary>
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish", "pwsh"];

    /// <summary>The script for a shell.</summary>
    public static string Of(string shell, string program) => Template(shell)
        .Replace("PROGRAM", program, StringComparison.Ordinal)
        .Replace("FUNCTION", $"_{program.Replace('-', '_')}", StringComparison.Ordinal);

    static string Template(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        "pwsh" => PowerShell,
        _ => throw new ArgumentOutOfRangeException(nameof(shell), shell, "There is no script for this shell."),
    };

    // Where the program knows nothing to suggest, the shell's own file names are right: what is left are files and folders.
    const string Bash = """
        # bash completion of PROGRAM
        FUNCTION() {
            local suggestion word=${COMP_WORDS[COMP_CWORD]}
            COMPREPLY=()
            while IFS= read -r suggestion; do
                [[ $suggestion == "$word"* ]] && COMPREPLY+=("$suggestion")
            done < <("${COMP_WORDS[0]}" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
        }
        complete -o default -F FUNCTION PROGRAM

        """;

    const string Zsh = """
        #compdef PROGRAM
        FUNCTION() {
            local -a suggestions
            suggestions=("${(@f)$("${words[1]}" "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
            suggestions=(${suggestions:#})
            if (( ${#suggestions} )); then compadd -- "${suggestions[@]}"; else _files; fi
        }
        if [[ "${zsh_eval_context[-1]}" == loadautofunc ]]; then FUNCTION "$@"; else compdef FUNCTION PROGRAM; fi

        """;

    const string Fish = """
        # fish completion of PROGRAM
        function FUNCTION
            set --local line (commandline --cut-at-cursor)
            PROGRAM "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete --command PROGRAM --arguments '(FUNCTION)'

        """;

    const string PowerShell = """
        # PowerShell completion of PROGRAM
        Register-ArgumentCompleter -Native -CommandName PROGRAM -ScriptBlock {
            param($word, $line, $cursor)
            & PROGRAM "[suggest:$cursor]" "$line" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }

        """;
}
