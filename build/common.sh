# What ./run, ./test and bench/run share. Sourced, from the root of the checkout.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# A build server that outlives the script would hold files and memory.
export MSBUILDDISABLENODEREUSE=1

fail() { # error, hint
    printf 'error: %s\nhint: %s\n' "$1" "$2" >&2
    exit 2
}

require_dotnet() {
    command -v dotnet >/dev/null 2>&1 ||
        fail "The .NET SDK is not installed." "Install the .NET 10 SDK (https://dotnet.microsoft.com/download) and put dotnet on the PATH."
    case "$(dotnet --version 2>/dev/null || true)" in
        10.*) ;;
        *) fail "The .NET SDK here is not version 10." "Install the .NET 10 SDK beside it; global.json says which one is wanted." ;;
    esac
}

require_root() {
    [ "$(id -u)" = 0 ] || fail "This needs root: a domain controller listens on ports below 1024." "Run it with sudo."
}

# One compiler serves all projects of a build, and ends with it: known by its own pipe, for there may be others on this machine.
build() { # solution, project or filter; further arguments of dotnet build
    local log compiler=skybridge-$$ code=0
    log=$(mktemp)
    dotnet build "$@" -c Release -v quiet --nologo -p:UseSharedCompilation=true -p:SharedCompilationId="$compiler" >"$log" 2>&1 || code=$?
    pkill -f -- "-pipename:$compiler\$" 2>/dev/null || true
    [ "$code" = 0 ] || cat "$log" >&2
    rm -f "$log"
    [ "$code" = 0 ] || fail "The build of $1 failed." "The messages above say where."
}
